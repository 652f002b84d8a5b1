package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.RevisionSource.SourceState;
import org.stockade.engine.internal.revision.Source;

/** What a record says of a proxy that is not there. */
class AbsencesTest {
    private final List<SourceState> sources = new ArrayList<>();
    private final Absences absences = new Absences(() -> sources);

    private void source(String state, String... proxies) {
        sources.add(
                new SourceState(
                        new Source("org.example", "1.0", 7),
                        Optional.empty(),
                        Map.of(Kind.PROXY, Set.of(proxies)),
                        state));
    }

    @Test
    void bundleThatOfferedTheProxyShouldSayWhyItDoesNotAnyMore() {
        source("stopped", "other");
        source("refused: it is not signed", "text");

        assertThat(absences.of("text"))
                .isEqualTo("proxy \"text\" is not there: refused: it is not signed");
    }

    @Test
    void proxyThatNobodyHasOfferedShouldHaveNoReason() {
        source("stopped", "other");
        source("active", "text");

        assertThat(absences.of("text")).isEqualTo("proxy \"text\" is not there");
    }

    @Test
    void reasonShouldBeBounded() {
        source("failed: " + "x".repeat(9_000), "text");

        assertThat(absences.of("text")).hasSizeLessThan(400).endsWith("x…");
    }
}
