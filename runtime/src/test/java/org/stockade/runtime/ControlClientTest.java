package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a socket that records requests and gives one prepared answer. */
class ControlClientTest {
    @TempDir private Path state;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private ControlClient client(boolean json) {
        Terminal terminal = new Terminal(new PrintStream(out, true), new PrintStream(err, true));
        return new ControlClient(state, json, terminal);
    }

    private ServerSocketChannel answering(String answer) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(state.resolve("control.sock")));
        Thread.ofVirtual().start(() -> serve(server, answer));
        return server;
    }

    private void serve(ServerSocketChannel server, String answer) {
        try {
            while (true) {
                try (SocketChannel channel = server.accept()) {
                    var lines =
                            new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                    requests.add(lines.readLine());
                    channel.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (ClosedChannelException ended) {
            // the test is over
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void answerShouldBePrintedAndItsStatusReturned() throws Exception {
        try (var server =
                answering(
                        "{\"out\":\"a\\n\"}\n{\"out\":\"b\\n\"}\n{\"err\":\"c\"}\n{\"exit\":1}\n")) {
            assertThat(client(false).run(List.of("zone", "x y"))).isEqualTo(1);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("c" + System.lineSeparator());
        assertThat(requests.getFirst()).startsWith("{\"args\":[\"zone\",\"x y\"],\"cwd\":\"/");
    }

    @Test
    void jsonShouldBeAskedForBehindTheCommand() throws Exception {
        try (var server = answering("{\"exit\":0}\n")) {
            client(true).run(List.of("zone", "10.0.0.1"));
            client(true).run(List.of("zone 10.0.0.1"));
        }
        assertThat(requests.get(0)).contains("[\"zone\",\"10.0.0.1\",\"--json\"]");
        assertThat(requests.get(1)).contains("[\"zone 10.0.0.1 --json\"]");
    }

    @Test
    void linesOfStandardInputShouldBeCommandsAndTheWorstStatusStay() throws Exception {
        try (var server = answering("{\"exit\":2}\n")) {
            BufferedReader lines = new BufferedReader(new StringReader("zones\n\n# no\n rules \n"));
            assertThat(client(false).runAll(lines)).isEqualTo(2);
        }
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1)).startsWith("{\"args\":[\"rules\"],");
    }

    @Test
    void answerWithoutAnEndShouldBeAFailure() throws Exception {
        try (var server = answering("{\"out\":\"a\"}\n")) {
            assertThatThrownBy(() -> client(false).run(List.of("zones")))
                    .hasMessageContaining("ended before its answer did");
        }
    }

    @Test
    void missingInstanceShouldBeOneClearLine() {
        assertThatThrownBy(() -> client(false).run(List.of("zones")))
                .isInstanceOfSatisfying(
                        LaunchException.class,
                        failure -> {
                            assertThat(failure.exit()).isEqualTo(1);
                            assertThat(failure.problems())
                                    .isEqualTo("stockade: no instance is running in " + state);
                        });
    }
}
