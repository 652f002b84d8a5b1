package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
    private final CurrentFirewall current = new CurrentFirewall();

    @TempDir private Path parent;
    private Path state = Path.of("/");
    private ControlSocket socket = newSocket(Map.of());

    @BeforeEach
    void open() {
        state = parent.resolve("state");
        current.bind(new FakeFirewall());
        socket = newSocket(Map.of(ControlSocket.STATE_DIR, state.toString()));
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    private ControlSocket newSocket(Map<String, String> properties) {
        var context = new FakeBundles(properties).context();
        return new ControlSocket(
                context, new CommandLine(context, current, new HealthChecks(context)));
    }

    /** Sends bytes, ends, and reads until the other side has ended. */
    private String exchange(String request) throws IOException {
        Path file = state.resolve("control.sock");
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.shutdownOutput();
            return new String(
                    Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void requestShouldBeAnsweredWithOutputAndStatus() throws IOException {
        assertThat(exchange("{\"args\":[\"zone\",\"10.0.0.1\"],\"cwd\":\"/\"}\n"))
                .isEqualTo("{\"out\":\"office < world\\n\"}\n{\"exit\":0}\n");
    }

    @Test
    void failureShouldBeALineOfItsOwn() throws IOException {
        assertThat(exchange("{\"args\":[\"kill\",\"x:1\"]}\n"))
                .isEqualTo("{\"err\":\"no live session x:1\"}\n{\"exit\":1}\n");
    }

    @Test
    void secretShouldFollowTheLineInOctets() throws IOException {
        String line = "{\"args\":[\"login\",\"192.0.2.7\",\"ada\"],\"secret\":5}\n";
        assertThat(exchange(line + "right")).contains("ada is logged in", "{\"exit\":0}");
        assertThat(exchange(line + "wrong"))
                .contains("password is wrong", "{\"exit\":1}")
                .doesNotContain("ada is logged in");
        assertThat(exchange(line + "rig")).contains("malformed request: it ended before");
        assertThat(exchange(line.replace(":5}", ":5000}"))).contains("malformed request");
    }

    @Test
    void malformedRequestShouldBeRefusedAndTheNextServed() throws IOException {
        String[] malformed = {
            "", "zones", "\n", "[]\n", "{\"args\":7}\n", "{\"args\":[[]]}\n", "{}x\n"
        };
        for (String request : malformed) {
            assertThat(exchange(request))
                    .contains("\"err\":\"malformed request")
                    .endsWith("{\"exit\":2}\n");
        }
        assertThat(exchange("{\"args\":[\"rules\"]}\n")).endsWith("{\"exit\":0}\n");
    }

    @Test
    void requestOverOneMebibyteShouldBeRefused() throws IOException {
        String name = "x".repeat(1 << 20);
        assertThat(exchange("{\"args\":[\"kill\",\"" + name + "\"]}"))
                .contains("it is over 1048576 bytes");
    }

    @Test
    void onlyTheOwnerShouldReachTheSocket() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        Path file = state.resolve("control.sock");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(state.resolve(".c")).doesNotExist();
    }

    @Test
    void socketOfALivingInstanceShouldNotBeTaken() throws IOException {
        ControlSocket second = newSocket(Map.of(ControlSocket.STATE_DIR, state.toString()));
        assertThat(second.problem()).startsWith("an instance is already running in " + state);
        second.close();
        assertThat(exchange("{\"args\":[\"rules\"]}\n")).endsWith("{\"exit\":0}\n");
    }

    @Test
    void socketThatADeadProcessLeftShouldBeReplaced() throws IOException {
        socket.close();
        Path file = state.resolve("control.sock");
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(file).exists();
        open();
        assertThat(socket.problem()).isEmpty();
        assertThat(exchange("{\"args\":[\"rules\"]}\n")).endsWith("{\"exit\":0}\n");
    }

    @Test
    void tooLongPathShouldBeAClearProblem() {
        Path deep = parent.resolve("d".repeat(100));
        ControlSocket refused = newSocket(Map.of(ControlSocket.STATE_DIR, deep.toString()));
        assertThat(refused.problem())
                .startsWith("control socket path " + deep)
                .endsWith("at most 107 are possible; choose a shorter state directory");
        assertThat(deep).doesNotExist();
    }

    @Test
    void directoryThatAnybodyMayWriteShouldBeRefused() throws IOException {
        Path open = Files.createDirectory(parent.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        ControlSocket refused = newSocket(Map.of(ControlSocket.STATE_DIR, open.toString()));
        assertThat(refused.problem()).contains("may be written by anybody");
    }

    @Test
    void closingShouldTakeTheSocketAway() throws IOException {
        socket.close();
        assertThat(state.resolve("control.sock")).doesNotExist();
    }
}
