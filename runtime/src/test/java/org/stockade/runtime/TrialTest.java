package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The peers of the training, without the firewall between them. */
class TrialTest {
    private static final TrialClient CLIENT =
            new TrialClient("127.0.0.1:80", "/", Duration.ofMillis(200));

    @Test
    void clientShouldBeContentWithTheServer() throws IOException {
        try (TrialServer server = TrialServer.start()) {
            assertThatCode(() -> CLIENT.ask(server.port())).doesNotThrowAnyException();
        }
    }

    @Test
    void refusalShouldEndTheTrial() throws IOException {
        try (ServerSocket refusing = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofPlatform().daemon().start(() -> refuse(refusing));

            assertThatThrownBy(() -> CLIENT.ask(refusing.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("answered: HTTP/1.1 403 Forbidden");
        }
    }

    private static void refuse(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getInputStream().read(new byte[4096]);
            client.getOutputStream()
                    .write(
                            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            // The test sees it at the client.
        }
    }

    @Test
    void portShouldBeThatOfTheListenerNamed() throws IOException {
        String listeners = "surf 127.0.0.1:4001\nweb 127.0.0.1:4002\nwebby [::1]:4003";

        assertThat(TrainCommand.port(listeners, "web")).isEqualTo(4002);
        assertThat(TrainCommand.port(listeners, "webby")).isEqualTo(4003);
        assertThatThrownBy(() -> TrainCommand.port(listeners, "relay"))
                .hasMessageContaining("no listener relay");
    }
}
