package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stockade.access.Firewall.PolicyReport;

/** How long a running engine takes to answer for a policy of 50,000 lines: told, not asserted. */
class LargePolicyLoadTest {
    private static final System.Logger LOG = System.getLogger(LargePolicyLoadTest.class.getName());
    private static final int RULES = 40_000;
    private static final int ZONES = 10_000;

    private static String large(String small) {
        StringBuilder zones = new StringBuilder();
        for (int i = 0; i < ZONES; i++) {
            zones.append(
                    "  z%d: { parent: %s, subnets: [10.%d.%d.0/24] }\n"
                            .formatted(i, i == 0 ? "world" : "z" + i / 2, i / 256, i % 256));
        }
        StringBuilder text = new StringBuilder(small.replace("zones:\n", "zones:\n" + zones));
        for (int i = 0; i < RULES; i++) {
            text.append(
                    "  - { from-zone: z%d, to-zone: dmz, to-port: %d, service: web-out }\n"
                            .formatted(i % ZONES, 1 + i / ZONES));
        }
        return text.toString();
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Test
    void errorInTheLastLineShouldBeAnsweredAndNothingChange() throws Exception {
        String good = Bench.policy(Bench.DIRECT);
        String wrong = large(good) + "  - { listener: edge-in, service: web-oat }\n";
        long lines = wrong.lines().count();
        List<Long> millis = new ArrayList<>();
        try (Bench bench = new Bench(Map.of("it", with -> () -> session -> {}), good)) {
            for (int round = 0; round < 2; round++) {
                long start = System.nanoTime();
                PolicyReport report = bench.firewall().load("new.yaml", wrong);
                millis.add(millisSince(start));

                assertThat(report.errors())
                        .containsExactly(
                                "new.yaml:"
                                        + lines
                                        + ":35: rule: unknown service \"web-oat\"; did you mean"
                                        + " \"web-out\"?");
                assertThat(bench.firewall().policyText()).isEqualTo(good);
            }
        }
        // A bench keeps the log to itself.
        LOG.log(Level.INFO, lines + " lines refused in " + millis + " ms");
    }

    @Test
    void largePolicyShouldComeIntoForce() throws Exception {
        String good = Bench.policy(Bench.DIRECT);
        String large = large(good);
        List<Long> millis = new ArrayList<>();
        try (Bench bench = new Bench(Map.of("it", with -> () -> session -> {}), good)) {
            for (int round = 0; round < 1; round++) {
                long start = System.nanoTime();
                PolicyReport report = bench.firewall().load("new.yaml", large);
                millis.add(millisSince(start));

                assertThat(report.errors()).isEmpty();
                assertThat(bench.firewall().policyText()).isEqualTo(large);
            }
        }
        LOG.log(Level.INFO, large.lines().count() + " lines in force in " + millis + " ms");
    }
}
