package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

/** A policy of 50,000 lines. The CPU time it takes is reported, not asserted: machines differ. */
class LargePolicyTest {
    private static final System.Logger LOG = System.getLogger(LargePolicyTest.class.getName());

    private static String policy(int lines) {
        StringBuilder text =
                new StringBuilder(
                        "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\nzones:\n");
        int zones = lines / 5;
        for (int i = 0; i < zones; i++) {
            text.append(
                    "  z%d: { parent: z%d, subnets: [10.%d.%d.0/24] }\n"
                            .formatted(i, i == 0 ? 0 : i - 1, i / 256, i % 256)
                            .replace("{ parent: z0, subnets: [10.0.0.0", "{ subnets: [10.0.0.0"));
        }
        text.append("services: { web: { proxy: http, router: inband } }\nrules:\n");
        for (int i = zones; i < lines; i++) {
            text.append(
                    "  - { from-zone: z%d, to-port: [%d, 443], protocol: tcp, service: web }\n"
                            .formatted(i % zones, 1 + i % 60_000));
        }
        return text.toString();
    }

    @Test
    void largePolicyShouldBeReadAndItsCostReported() {
        String half = policy(25_000);
        String whole = policy(50_000);
        for (int round = 0; round < 3; round++) {
            long first = millis(half, 20_000);
            long second = millis(whole, 40_000);
            LOG.log(Level.INFO, "25,000 lines: " + first + " ms, 50,000 lines: " + second + " ms");
        }
    }

    private static long millis(String text, int rules) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long start = clock.getCurrentThreadCpuTime();
        assertThat(Documents.policy(text).rules()).hasSize(rules);
        return (clock.getCurrentThreadCpuTime() - start) / 1_000_000;
    }
}
