package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;

/** A bundle that throws is quarantined whatever copy of it runs; another version is not. */
class QuarantineIT {
    private static final String POLICY =
            """
            stockade: 1
            budgets: { bad: { errors-per-minute: 2 } }
            listeners:
              bad: { bind: ["127.0.0.1:0"] }
              other: { bind: ["127.0.0.1:0"] }
            services:
              bad: { proxy: bad }
              other: { proxy: http, router: inband, with: { requests: { GET: accept } } }
            rules: [{ listener: bad, service: bad }, { listener: other, service: other }]
            """;

    @TempDir Path storage;

    private static int port(EmbeddedFirewall firewall, String listener) {
        Matcher found =
                Pattern.compile("listener=" + listener + ", address=127\\.0\\.0\\.1:(\\d+)")
                        .matcher(String.valueOf(firewall.ask("listeners")));
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    /** All that comes after {@code sent}; a reset is shown as {@code <RESET>}. */
    private static String ask(EmbeddedFirewall firewall, String listener, String sent)
            throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), port(firewall, listener))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException reset) {
            return "<RESET>";
        }
    }

    private static void fail(EmbeddedFirewall firewall, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            assertThat(ask(firewall, "bad", "")).isEqualTo("<RESET>");
        }
        await().until(() -> String.valueOf(firewall.ask("sessions")).equals("[]"));
    }

    private static String quarantines(EmbeddedFirewall firewall) {
        return String.valueOf(firewall.ask("quarantines"));
    }

    private static void update(Bundle bundle, int version, String type) throws Exception {
        byte[] jar = ProbeBundle.version(version).component(type, "bad").jar();
        bundle.update(new ByteArrayInputStream(jar));
    }

    private static void awaitServing(EmbeddedFirewall firewall, String version) {
        await().untilAsserted(
                        () ->
                                assertThat(String.valueOf(firewall.ask("proxies")))
                                        .contains("name=bad, bundle=test.probe " + version));
    }

    @ParameterizedTest
    @EnumSource
    void bundleThatThrowsShouldBeQuarantinedUntilItIsResumedOrAnotherVersion(
            FrameworkProduct product) throws Exception {
        try (EmbeddedFirewall firewall = EmbeddedFirewall.start(product, storage, POLICY)) {
            byte[] jar = ProbeBundle.version(1).component("probe.BadFactory", "bad").jar();
            Bundle source =
                    firewall.context().installBundle("test:bad", new ByteArrayInputStream(jar));
            source.start();
            awaitServing(firewall, "1.0.1");

            fail(firewall, 2);
            assertThat(quarantines(firewall))
                    .contains(
                            "proxy=bad",
                            "test.probe 1.0.1",
                            "2 errors within a minute",
                            "bad r001");
            assertThat(ask(firewall, "bad", "")).isEmpty();
            assertThat(ask(firewall, "other", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"))
                    .startsWith("HTTP/1.1 400");

            // The same version anew: another copy, another generation, the same code.
            update(source, 1, "probe.BadFactory");
            awaitServing(firewall, "1.0.1");
            assertThat(ask(firewall, "bad", "")).isEmpty();
            assertThat(quarantines(firewall)).contains("test.probe 1.0.1");

            Class<?>[] name = {String.class};
            assertThat(EmbeddedFirewall.call(firewall.firewall(), "resume", name, "bad"))
                    .isEqualTo(true);
            assertThat(quarantines(firewall)).isEqualTo("[]");
            fail(firewall, 2);
            assertThat(quarantines(firewall)).contains("test.probe 1.0.1");

            update(source, 2, "probe.BadFactory");
            awaitServing(firewall, "1.0.2");
            assertThat(quarantines(firewall)).isEqualTo("[]");
            fail(firewall, 1);
            assertThat(quarantines(firewall)).isEqualTo("[]");
        }
    }
}
