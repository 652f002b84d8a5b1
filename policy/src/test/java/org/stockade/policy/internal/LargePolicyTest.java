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

    /** The same rules, and as many lines, with a key a line. */
    private static String blocks(int lines) {
        StringBuilder text =
                new StringBuilder(
                        "stockade: 1\nlisteners:\n  surf:\n    bind: '127.0.0.1:0'\nzones:\n");
        int zones = lines / 20;
        for (int i = 0; i < zones; i++) {
            text.append(
                    "  z%d:\n    parent: %s\n    subnets:\n      - 10.%d.%d.0/24\n"
                            .formatted(i, i == 0 ? "~" : "z" + (i - 1), i / 256, i % 256));
        }
        text.append("services:\n  web:\n    proxy: http\n    router: inband\nrules:\n");
        for (int i = 4 * zones; i < lines; i += 5) {
            text.append(
                    "  - from-zone: z%d\n    to-port: %d\n    to-subnet: 192.0.2.%d/32\n    protocol: tcp\n    service: web\n"
                            .formatted(i % zones, 1 + i % 60_000, i % 250));
        }
        return text.toString();
    }

    @Test
    void largePolicyShouldBeReadAndItsCostReported() {
        String half = policy(25_000);
        String whole = policy(50_000);
        String blocks = blocks(50_000);
        for (int round = 0; round < 3; round++) {
            LOG.log(
                    Level.INFO,
                    "25,000 lines: "
                            + millis(() -> check(half, 20_000))
                            + " ms, 50,000 lines: "
                            + millis(() -> check(whole, 40_000))
                            + " ms, of which reading YAML "
                            + millis(() -> assertThat(QuickYaml.read(whole)).isPresent())
                            + " ms, by the library "
                            + millis(() -> byLibrary(whole))
                            + " ms; with a key a line "
                            + millis(() -> check(blocks, 8_000))
                            + " ms");
        }
    }

    @Test
    void errorInTheLastLineShouldBeFoundWhateverTheSize() {
        String wrong = policy(50_000) + "  - { from-zone: z1, servise: web }\n";

        assertThat(Documents.errors(wrong))
                .containsExactly(
                        "t.yaml:50006:5: rule: neither \"service\" nor \"deny\"; use one of them",
                        "t.yaml:50006:22: unknown key \"servise\"; did you mean \"service\"?");
    }

    private static void check(String text, int rules) {
        assertThat(Documents.policy(text).rules()).hasSize(rules);
    }

    private static void byLibrary(String text) {
        assertThat(YamlReader.readByLibrary(text, new Problems("t.yaml"))).isPresent();
    }

    private static long millis(Runnable what) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long start = clock.getCurrentThreadCpuTime();
        what.run();
        return (clock.getCurrentThreadCpuTime() - start) / 1_000_000;
    }
}
