package org.stockade.testkit.skeletons;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Proxy;
import org.stockade.session.Child;
import org.stockade.session.StackedSession;
import org.stockade.testkit.skeletons.Http2Stream.Frame;

/** The shape of an HTTP/2 proxy, RFC 9113: one reader, one writer, one fork a stream. */
final class Http2Skeleton implements Proxy {
    private static final int MOST_STREAMS = 100;
    private static final int MOST_QUEUED = 4 * MOST_STREAMS;
    private static final int LONGEST = 16384;

    private final Child child;
    private final BlockingQueue<Http2Stream.Outgoing> outgoing =
            new ArrayBlockingQueue<>(MOST_QUEUED);
    private final Map<Integer, Http2Stream> streams = new HashMap<>();

    Http2Skeleton(Child child) {
        this.child = child;
    }

    /** Reads and never writes. */
    @Override
    public void run(StackedSession session) throws IOException {
        Endpoint client = session.clientStream();
        session.fork("writer", () -> write(session, client));
        for (Frame frame = read(client); frame != null; frame = read(client)) {
            streams.values().removeIf(Http2Stream::ended);
            Http2Stream stream = streams.get(frame.stream());
            if (stream == null && frame.type() == Frame.DATA) {
                if (streams.size() == MOST_STREAMS) {
                    throw new IOException("client opened over " + MOST_STREAMS + " streams");
                }
                stream = new Http2Stream(frame.stream(), session, child, outgoing);
                streams.put(frame.stream(), stream);
                stream.start();
            }
            if (stream != null) {
                stream.came(frame);
            }
        }
    }

    private static @Nullable Frame read(Endpoint client) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(9);
        while (head.hasRemaining()) {
            if (client.read(head) < 0) {
                return null;
            }
        }
        int lengthAndType = head.flip().getInt();
        int length = lengthAndType >>> 8;
        if (length > LONGEST) {
            throw new IOException("frame of " + length + " bytes; at most " + LONGEST);
        }
        int flags = head.get();
        ByteBuffer payload = ByteBuffer.allocate(length);
        while (payload.hasRemaining()) {
            if (client.read(payload) < 0) {
                throw new EOFException("client ended in the middle of a frame");
            }
        }
        int stream = head.getInt();
        return new Frame(lengthAndType & 0xff, flags, stream, payload.flip());
    }

    /** The one thread that writes; the frames of all streams take turns here. */
    private boolean write(StackedSession session, Endpoint client) throws IOException {
        while (session.wish() != StackedSession.Wish.END) {
            Http2Stream.Outgoing next = session.take(outgoing, Duration.ofSeconds(1)).orElse(null);
            if (next != null) {
                Frame frame = next.frame();
                ByteBuffer head = ByteBuffer.allocate(9);
                head.putInt(frame.payload().remaining() << 8 | frame.type());
                client.write(head.put((byte) frame.flags()).putInt(frame.stream()).flip());
                client.write(frame.payload());
                client.flush();
                next.written().offer(true);
            }
        }
        return true;
    }
}
