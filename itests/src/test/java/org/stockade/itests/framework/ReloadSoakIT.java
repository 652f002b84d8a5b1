package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Places;

/**
 * The policy loaded again and again under 500 requests a second: nothing fails, nothing grows. A
 * short run always; the long one, which takes some minutes, by {@code -Dit.test=ReloadSoakIT
 * -Dstockade.soak=1000}. Prints what it found.
 */
class ReloadSoakIT {
    private static final int RELOADS = Integer.getInteger("stockade.soak", 30);

    /** Until classes are loaded, pools are filled that stay, and old entries of the history go. */
    private static final int WARM_UP = RELOADS < 1000 ? 10 : 120;

    /** Connections each 7 ms, of which one in twenty makes fifty requests: 490 a second. */
    private static final Duration PAUSE = Duration.ofMillis(7);

    @TempDir private Path storage;

    private int port;
    private int other;

    @Test
    void reloadsUnderLoadShouldFailNoRequestAndKeepMemoryFlat() throws Exception {
        port = Places.freePort();
        other = Places.freePort();
        try (PatternServer server = new PatternServer();
                EmbeddedFirewall firewall =
                        EmbeddedFirewall.start(
                                FrameworkProduct.FELIX, storage, policy(server, 0))) {
            SoakLoad load = new SoakLoad(port, PAUSE);
            load.during(() -> reload(firewall, server, WARM_UP));
            Unloads warm = Unloads.forced(firewall.context());
            SoakFigures before = SoakFigures.now();
            long pooledBefore = pooled(server);
            int servedBefore = load.served();

            long begun = System.nanoTime();
            load.during(() -> reload(firewall, server, RELOADS));
            double seconds = (System.nanoTime() - begun) / 1e9;
            int served = load.served() - servedBefore;
            Unloads unloads = Unloads.forced(firewall.context());
            SoakFigures after = SoakFigures.now();
            long pooledAfter = pooled(server);

            System.out.printf(
                    Locale.ROOT,
                    "%d reloads in %.1f s, %d requests (%.0f a second), %d failures%n"
                            + "before: %s%nafter:  %s%n",
                    RELOADS,
                    seconds,
                    served,
                    served / seconds,
                    load.failures().size(),
                    before,
                    after);
            assertThat(load.failures()).isEmpty();
            assertThat(served).isGreaterThan(RELOADS);
            assertThat(unloads.uninstalled()).isEqualTo(warm.uninstalled());
            assertThat(after.heap()).isLessThan(before.heap() + (8L << 20));
            assertThat(after.metaspace()).isLessThan(before.metaspace() + (8L << 20));
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 5);
            assertThat(after.descriptors() - pooledAfter)
                    .isLessThanOrEqualTo(before.descriptors() - pooledBefore + 20);
        }
    }

    /** Descriptors of connections that are kept for requests to come: both ends are here. */
    private static long pooled(PatternServer server) {
        return 2L * server.connections();
    }

    /** Each time with other limits, and every other time with a listener more. */
    private String policy(PatternServer server, int number) {
        return """
                stockade: 1
                listeners: { web: { bind: ["127.0.0.1:%d"] }%s }
                services:
                  web-in: { proxy: http, max-sessions: %d, router: { direct: ["127.0.0.1:%d"] }, with: { requests: { GET: accept } } }
                rules: [{ listener: web, service: web-in }]
                """
                .formatted(
                        port,
                        number % 2 == 0 ? "" : ", more: { bind: [\"127.0.0.1:" + other + "\"] }",
                        5000 + number % 7,
                        server.port());
    }

    private void reload(EmbeddedFirewall firewall, PatternServer server, int times)
            throws Exception {
        for (int i = 1; i <= times; i++) {
            Object report =
                    EmbeddedFirewall.call(
                            firewall.firewall(),
                            "load",
                            new Class<?>[] {String.class, String.class},
                            "new.yaml",
                            policy(server, i));
            assertThat(report.getClass().getMethod("ok").invoke(report))
                    .as(report.toString())
                    .isEqualTo(true);
            if (i % 2 == 1) {
                new Socket(InetAddress.getLoopbackAddress(), other).close();
            }
        }
    }
}
