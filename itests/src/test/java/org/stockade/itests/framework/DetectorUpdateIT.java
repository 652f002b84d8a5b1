package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Places;

/** A detector updated while each client is let in by what it finds. */
class DetectorUpdateIT {
    /** More by hand: {@code -Dstockade.updates=200}. */
    private static final int UPDATES = Integer.getInteger("stockade.updates", 8);

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final String POLICY =
            """
            stockade: 1
            listeners: { edge-in: { bind: ["127.0.0.1:%1$d"] } }
            services: { relay: { proxy: plain, router: { direct: ["127.0.0.1:%2$d"] } } }
            rules:
              - { listener: edge-in, deny: true }
              - { listener: edge-in, detect: probe, service: relay }
            """;

    @TempDir Path storage;

    @ParameterizedTest
    @EnumSource
    void updatesUnderLoadShouldRefuseNobodyAndLeaveNothing(FrameworkProduct product)
            throws Exception {
        int port = Places.freePort();
        try (PatternServer server = new PatternServer();
                EmbeddedFirewall firewall =
                        EmbeddedFirewall.start(
                                product, storage, POLICY.formatted(port, server.port()))) {
            BundleContext context = firewall.context();
            Bundle source = context.installBundle("test:detector", jar(1));
            source.start();
            await().atMost(LONG).until(() -> isServed(port));
            ClientLoad load = ClientLoad.start(3, number -> assertThat(isServed(port)).isTrue());

            try (Socket live = connect(port)) {
                assertThat(answered(live)).isTrue();
                for (int number = 2; number <= UPDATES + 1; number++) {
                    source.update(jar(number));
                    assertThat(answered(live)).as("a session that lives").isTrue();
                }
                await().atMost(LONG).until(() -> load.served() > 2 * UPDATES);
            }
            assertThat(load.stop()).isEmpty();

            await().atMost(LONG).until(() -> copies(context) == 1);
            Unloads after = Unloads.forced(context);
            assertThat(after.held()).isEmpty();
            assertThat(after.uninstalled()).isEqualTo(UPDATES);
            assertThat(after.collected()).isEqualTo(UPDATES);

            source.stop();
            await().atMost(LONG).until(() -> !isServed(port));
            source.start();
            await().atMost(LONG).until(() -> isServed(port));
        }
    }

    private static ByteArrayInputStream jar(int number) {
        return new ByteArrayInputStream(ProbeBundle.version(number).detector().jar());
    }

    private static long copies(BundleContext context) {
        return Arrays.stream(context.getBundles())
                .filter(each -> each.getLocation().startsWith("stockade-generation:"))
                .filter(each -> each.getSymbolicName().startsWith(ProbeBundle.NAME))
                .count();
    }

    private static boolean isServed(int port) throws IOException {
        try (Socket client = connect(port)) {
            return answered(client);
        } catch (IOException reset) {
            return false;
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout((int) LONG.toMillis());
        return client;
    }

    private static boolean answered(Socket client) throws IOException {
        client.getOutputStream().write("GET 10\n".getBytes(StandardCharsets.US_ASCII));
        return client.getInputStream().readNBytes(10).length == 10;
    }
}
