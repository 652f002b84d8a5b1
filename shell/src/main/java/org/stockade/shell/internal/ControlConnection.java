package org.stockade.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;

/**
 * One client of the control socket: a request, its answer, the end. Every message is a line of
 * JSON; the answer is any number of {@code {"out":…}} and {@code {"err":…}}, then {@code
 * {"exit":N}}.
 */
final class ControlConnection {
    private static final int LONGEST_REQUEST = 1 << 20;

    /** Longest piece of output in one line, in characters. */
    private static final int PIECE = 16 << 10;

    private final SocketChannel client;
    private final JsonFactory factory = new JsonFactory();
    private final JsonText json = new JsonText(factory);

    /** What has been read of the client and not been looked at. */
    private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();

    ControlConnection(SocketChannel client) {
        this.client = client;
    }

    /** Reads the request, runs it, writes the answer. */
    void serve(Interpreter interpreter, Runnable requestRead) throws IOException {
        CommandLine.Printed printed;
        try {
            ControlRequest request = ControlRequest.parse(factory, readLine());
            Secret secret = request.secret() == 0 ? Secret.NONE : readSecret(request.secret());
            requestRead.run();
            printed =
                    interpreter.run(request.args(), request.directory(), Peer.user(client), secret);
        } catch (IOException | InvalidPathException malformed) {
            String why = "malformed request: " + CommandLine.message(malformed);
            printed = new CommandLine.Printed(2, "", why);
        }
        answer(printed);
    }

    private void answer(CommandLine.Printed printed) throws IOException {
        String out = printed.out();
        for (int from = 0; from < out.length(); ) {
            int to = Math.min(from + PIECE, out.length());
            // The halves of a character outside the BMP stay together.
            if (to < out.length() && Character.isHighSurrogate(out.charAt(to - 1))) {
                to--;
            }
            write(Row.of("out", out.substring(from, to)));
            from = to;
        }
        if (!printed.error().isEmpty()) {
            write(Row.of("err", printed.error()));
        }
        write(Row.of("exit", printed.exit()));
    }

    private byte[] readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() <= LONGEST_REQUEST) {
            fill();
            while (buffer.hasRemaining()) {
                byte octet = buffer.get();
                if (octet == '\n') {
                    return line.toByteArray();
                }
                line.write(octet);
            }
        }
        throw new IOException("it is over " + LONGEST_REQUEST + " bytes");
    }

    /** So many octets after the line; none of them stays in the buffer. */
    private Secret readSecret(int octets) throws IOException {
        byte[] secret = new byte[octets];
        try {
            for (int i = 0; i < octets; i++) {
                if (!buffer.hasRemaining()) {
                    fill();
                }
                secret[i] = buffer.get();
            }
        } finally {
            Arrays.fill(buffer.array(), (byte) 0);
        }
        return new Secret(secret);
    }

    private void fill() throws IOException {
        buffer.clear();
        int count = client.read(buffer);
        buffer.flip();
        if (count < 0) {
            throw new IOException("it ended before its line was complete");
        }
    }

    private void write(Row message) throws IOException {
        byte[] line = (json.of(message) + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }
}
