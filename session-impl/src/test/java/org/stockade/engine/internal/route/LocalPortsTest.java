package org.stockade.engine.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The groups of core.md section 9. */
class LocalPortsTest {
    @ParameterizedTest
    @CsvSource({
        "1,     1,    511",
        "511,   1,    511",
        "512,   512,  1023",
        "1023,  512,  1023",
        "1024,  1024, 65535",
        "65535, 1024, 65535",
    })
    void hintShouldComeFirstAndTheRestOfItsGroupInTurn(int hint, int low, int high) {
        List<Integer> all = drain(LocalPorts.of(hint, false));

        assertThat(all.getFirst()).isEqualTo(hint);
        assertThat(all.get(1)).isEqualTo(hint == high ? low : hint + 1);
        assertThat(all.getLast()).isEqualTo(hint == low ? high : hint - 1);
        assertThat(all).hasSize(high - low + 1).doesNotHaveDuplicates();
        assertThat(LocalPorts.of(hint, true)).hasToString(low + "-" + high);
    }

    @Test
    void oneInEightShouldBeTriedAtRandomAndThenAllInTurn() {
        List<Integer> all = drain(new LocalPorts(600, true, new Random(7)));

        assertThat(all).hasSize(64 + 512).allMatch(port -> port >= 512 && port <= 1023);
        assertThat(all.subList(0, 64)).isNotEqualTo(all.subList(64, 128));
        assertThat(all.subList(64, 67)).containsExactly(600, 601, 602);
    }

    @Test
    void groupShouldEnd() {
        LocalPorts ports = LocalPorts.of(1, false);
        drain(ports);

        assertThatThrownBy(ports::nextInt)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("all ports of 1-511 were tried");
    }

    private static List<Integer> drain(LocalPorts ports) {
        List<Integer> all = new ArrayList<>();
        ports.forEachRemaining((int port) -> all.add(port));
        return all;
    }
}
