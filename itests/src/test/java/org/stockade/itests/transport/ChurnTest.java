package org.stockade.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.testkit.TestFirewall;

/** Connections that come and go as fast as they can. */
@Timeout(120)
class ChurnTest {
    private static final int CLIENTS = 16;
    private static final int EACH = 400;

    // What counts them is taken by the accepting loops and by the sessions that end there.
    @ParameterizedTest
    @EnumSource
    void everyOneOfThemShouldBeServed(Moving moving) throws Exception {
        String policy =
                """
                stockade: 1
                listeners: { l: { bind: "127.0.0.1:0" } }
                services: { s: { proxy: greets } }
                rules: [{ service: s }]
                """;
        try (TestFirewall firewall =
                        new TestFirewall(
                                moving.open(),
                                Map.of(
                                        "greets",
                                        with -> () -> it -> it.clientStream().writeLine("hi")),
                                policy);
                ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            int port = firewall.address("l").port();
            List<Future<Integer>> served = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                served.add(threads.submit(() -> ask(port)));
            }
            for (Future<Integer> each : served) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(EACH);
            }
        }
    }

    private static int ask(int port) throws IOException {
        int greeted = 0;
        for (int i = 0; i < EACH; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(30_000);
                greeted += socket.getInputStream().readAllBytes().length == 4 ? 1 : 0;
            }
        }
        return greeted;
    }
}
