package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ClausesTest {
    @Test
    void separatorInQuotesShouldNotSplit() {
        assertThat(Clauses.split("a;v=\"[1,2)\", b ,,c;x=\"\\\",\"", ','))
                .containsExactly("a;v=\"[1,2)\"", "b", "c;x=\"\\\",\"");
    }

    @Test
    void onePathOfAClauseShouldGoAlone() {
        assertThat(Clauses.without(Set.of("a"), "a;b;v=1,a;v=2,c")).isEqualTo("b;v=1,c");
    }

    @Test
    void parameterGivenAlreadyShouldStay() {
        assertThat(Clauses.with(Set.of("a"), "a;n=1,a", "n", "2")).isEqualTo("a;n=1,a;n=2");
    }
}
