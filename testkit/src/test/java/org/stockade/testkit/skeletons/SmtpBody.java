package org.stockade.testkit.skeletons;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;

/** A message without its dots (RFC 5321 section 4.5.2), and with them again for the server. */
final class SmtpBody implements ByteSource, ByteSink {
    private static final int LINE_LIMIT = 998;

    private final Endpoint client;
    private final Endpoint server;
    private final ReentrantLock speaking;
    private ByteBuffer line = ByteBuffer.allocate(0);
    private boolean ended;
    private boolean begun;
    private boolean lineStart = true;

    SmtpBody(Endpoint client, Endpoint server, ReentrantLock speaking) {
        this.client = client;
        this.server = server;
        this.speaking = speaking;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (!line.hasRemaining()) {
            if (ended) {
                return -1;
            }
            String next = client.readLine(LINE_LIMIT);
            if (next == null) {
                throw new EOFException("client ended in the middle of a message");
            }
            ended = next.equals(".");
            String text = next.startsWith(".") ? next.substring(1) : next;
            line = StandardCharsets.ISO_8859_1.encode(ended ? "" : text + "\r\n");
        }
        int count = Math.min(into.remaining(), line.remaining());
        into.put(line.slice(line.position(), count));
        line.position(line.position() + count);
        return count;
    }

    /** What the child left unread. */
    void drain() throws IOException {
        ByteBuffer nowhere = ByteBuffer.allocate(1024);
        while (read(nowhere) >= 0) {
            nowhere.clear();
        }
    }

    /** Asked under the lock. */
    boolean hasBegun() {
        return begun;
    }

    /** The first write is the place to commit. */
    @Override
    public void write(ByteBuffer bytes) throws IOException {
        begin();
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (lineStart && next == '.') {
                server.write(ByteBuffer.wrap(new byte[] {'.'}));
            }
            server.write(ByteBuffer.wrap(new byte[] {next}));
            lineStart = next == '\n';
        }
    }

    private void begin() throws IOException {
        speaking.lock();
        try {
            if (!begun) {
                begun = true;
                SmtpSkeleton.say(server, "DATA");
                String answer = SmtpSkeleton.reply(server);
                if (!answer.startsWith("354")) {
                    throw new IOException("server does not want the message: " + answer);
                }
            }
        } finally {
            speaking.unlock();
        }
    }

    @Override
    public void end() throws IOException {
        begin();
        if (!lineStart) {
            server.writeLine("");
        }
        server.writeLine(".");
        server.flush();
    }
}
