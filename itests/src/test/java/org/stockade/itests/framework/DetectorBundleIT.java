package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Places;

/** A kind of detection that comes, changes and goes with its bundle. */
class DetectorBundleIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final String POLICY =
            """
            stockade: 1
            listeners: { edge-in: { bind: ["127.0.0.1:%1$d"] } }
            services: { relay: { proxy: plain, router: { direct: ["127.0.0.1:%2$d"] } } }
            rules:
              - { listener: edge-in, deny: true }
              - { listener: edge-in, detect: "probe:r002", service: relay }
            """;

    @TempDir Path storage;

    // The first version finds probe:r001, which no rule asks for.
    @ParameterizedTest
    @EnumSource
    void ruleShouldHoldWhileABundleRecognisesWhatItAsksFor(FrameworkProduct product)
            throws Exception {
        int port = Places.freePort();
        try (PatternServer server = new PatternServer();
                EmbeddedFirewall firewall =
                        EmbeddedFirewall.start(
                                product, storage, POLICY.formatted(port, server.port()))) {
            assertThat(isServed(port)).isFalse();
            Bundle probe =
                    firewall.context()
                            .installBundle(
                                    "probe",
                                    new ByteArrayInputStream(
                                            ProbeBundle.version(1).detector().jar()));
            probe.start();
            assertThat(isServed(port)).isFalse();

            RunningFramework.update(probe, ProbeBundle.version(2).detector().jar());
            Awaitility.await().atMost(LONG).until(() -> isServed(port));

            probe.uninstall();
            Awaitility.await().atMost(LONG).until(() -> !isServed(port));
        }
    }

    private static boolean isServed(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(20_000);
            client.getOutputStream()
                    .write("GET /1 HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return client.getInputStream().read() >= 0;
        } catch (IOException reset) {
            return false;
        }
    }
}
