package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KindTest {
    @Test
    void namesShouldBeReadFromEveryFormAPropertyHas() {
        assertThat(Kind.PROXY.names("pop3")).containsExactly("pop3");
        assertThat(Kind.PROXY.names(new String[] {"pop3", "apop"})).containsExactly("apop", "pop3");
        assertThat(Kind.PROXY.names(List.of("pop3", 5, " "))).containsExactly("pop3");
        assertThat(Kind.PROXY.names(null)).isEmpty();
        assertThat(Kind.PROXY.names(7)).isEmpty();
        assertThat(Kind.PROXY.names("")).isEmpty();
    }
}
