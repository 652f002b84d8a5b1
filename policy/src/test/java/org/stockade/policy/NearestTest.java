package org.stockade.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KNOWN =
            List.of("proxy", "with", "router", "max-sessions", "id");

    @ParameterizedTest
    @CsvSource({
        "proxi, proxy",
        "porxy, proxy",
        "wiht, with",
        "rooter, router",
        "max-session, max-sessions",
        "maxsessions, max-sessions",
        "max_sesions, max-sessions",
        "ids, id",
        "prosody, ",
        "hold, ",
        "xx, ",
    })
    void nearestShouldBeWithinFewEdits(String wrong, String near) {
        assertThat(Nearest.to(wrong, KNOWN).orElse(null)).isEqualTo(near);
    }

    @Test
    void nearestOfSeveralShouldWin() {
        assertThat(Nearest.to("to-zome", List.of("to-port", "to-zone", "to-home")))
                .contains("to-zone");
    }

    @Test
    void listShouldMendWhereNothingIsNear() {
        assertThat(Nearest.mend("bogus", List.of("a", "b", "c"), "")).isEqualTo("use a, b or c");
        assertThat(Nearest.mend("bogus", List.of(), "define it")).isEqualTo("define it");
        assertThat(Nearest.orElse("bogus", List.of("a"), "there is a")).isEqualTo("there is a");
        assertThat(Nearest.orElse("bogus", List.of("bogs"), "there is bogs"))
                .isEqualTo("did you mean \"bogs\"?");
    }

    @Test
    void longWordsAndListsShouldCostNothing() {
        List<String> many = IntStream.range(0, 501).mapToObj(i -> "zone" + i).toList();

        assertThat(Nearest.mend("zone", many, ""))
                .isEqualTo("none of the 501 known ones is similar");
        assertThat(Nearest.to("p".repeat(65), List.of("p".repeat(64)))).isEmpty();
    }
}
