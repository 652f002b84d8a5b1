package org.stockade.engine.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.PortRange;

class PortScoresTest {
    @Test
    void firstEntryByLowEndShouldDecide() {
        PortScores scores = scores("70-80", "80", "90", "90-95");
        assertThat(scores.of(80)).isEqualTo(1);
        assertThat(scores.of(90)).isEqualTo(2);
        assertThat(scores.of(91)).isEqualTo(1);
        assertThat(scores.of(85)).isZero();
        assertThat(scores.highest()).isEqualTo(2);
    }

    @Test
    void endsOfAllPortsShouldCount() {
        PortScores scores = scores("0", "65535", "1-65535");
        assertThat(scores.of(0)).isEqualTo(2);
        assertThat(scores.of(65535)).isEqualTo(1);
    }

    @Test
    void everyPortShouldBeWorthWhatItsFirstEntryIs() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<PortRange> ranges = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int low = random.nextInt(40);
                ranges.add(new PortRange(low, low + random.nextInt(3) * random.nextInt(12)));
            }
            PortScores scores = PortScores.of(ranges);
            for (int port = 0; port < 70; port++) {
                int at = port;
                Optional<PortRange> first =
                        ranges.stream()
                                .filter(range -> range.contains(at))
                                .min(
                                        Comparator.comparingInt(PortRange::low)
                                                .thenComparingInt(PortRange::high));
                assertThat(scores.of(port))
                        .as("port %d of %s", port, ranges)
                        .isEqualTo(first.map(range -> range.isSingle() ? 2 : 1).orElse(0));
            }
        }
    }

    private static PortScores scores(String... texts) {
        List<PortRange> ranges = new ArrayList<>();
        for (String text : texts) {
            ranges.add(PortRange.parse(text));
        }
        return PortScores.of(ranges);
    }
}
