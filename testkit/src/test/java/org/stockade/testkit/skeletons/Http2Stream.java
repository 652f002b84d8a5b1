package org.stockade.testkit.skeletons;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.session.Child;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Fork;
import org.stockade.session.Verdict;

/** One stream: a pipe bounded by its window, and a child of its own on a fork. */
final class Http2Stream implements ByteSource, ByteSink {
    private static final int WINDOW_FRAMES = 4;
    private static final int LONGEST = 16384;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    record Frame(int type, int flags, int stream, ByteBuffer payload) {
        static final int DATA = 0;
        static final int RST_STREAM = 3;
        static final int WINDOW_UPDATE = 8;
        static final int END_STREAM = 1;
    }

    /** A frame for the writer, and where it says that it has written it. */
    record Outgoing(Frame frame, BlockingQueue<Boolean> written) {}

    private final int id;
    private final StackedSession session;
    private final Child child;
    private final BlockingQueue<Outgoing> outgoing;
    private final BlockingQueue<Frame> came = new ArrayBlockingQueue<>(WINDOW_FRAMES);
    private final BlockingQueue<Boolean> window = new ArrayBlockingQueue<>(WINDOW_FRAMES);
    private final BlockingQueue<Boolean> written = new ArrayBlockingQueue<>(1);
    private @Nullable Fork<Boolean> fork;
    private @Nullable Frame reading;

    Http2Stream(int id, StackedSession session, Child child, BlockingQueue<Outgoing> outgoing) {
        this.id = id;
        this.session = session;
        this.child = child;
        this.outgoing = outgoing;
        for (int i = 0; i < WINDOW_FRAMES; i++) {
            window.add(true);
        }
    }

    void start() {
        fork = session.fork("stream-" + id, this::run);
    }

    private boolean run() throws IOException {
        Endpoint client = session.endpoint(this, this);
        Verdict verdict =
                session.stack(child, new Payload.Chained(client, session.chainer().orElseThrow()));
        if (verdict instanceof Verdict.Accept) {
            client.flush();
            send(Frame.DATA, Frame.END_STREAM, ByteBuffer.allocate(0));
        } else {
            // The stream alone ends; the others go on.
            send(Frame.RST_STREAM, 0, ByteBuffer.allocate(4));
        }
        return true;
    }

    boolean ended() {
        Fork<Boolean> running = fork;
        return running != null && running.ended();
    }

    /** On the reading thread, which never waits for a stream: the window bounds the pipe. */
    void came(Frame frame) throws IOException {
        if (frame.type() == Frame.WINDOW_UPDATE) {
            window.offer(true);
        } else if (frame.type() == Frame.DATA && !came.offer(frame)) {
            throw new IOException("stream " + id + " exceeded its window");
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (reading == null || !reading.payload().hasRemaining()) {
            if (reading != null && (reading.flags() & Frame.END_STREAM) != 0) {
                return -1;
            }
            reading = session.take(came, PATIENCE).orElseThrow(() -> late("send"));
            send(Frame.WINDOW_UPDATE, 0, ByteBuffer.allocate(4).putInt(0, 1));
        }
        ByteBuffer payload = reading.payload();
        int count = Math.min(into.remaining(), payload.remaining());
        into.put(payload.slice(payload.position(), count));
        payload.position(payload.position() + count);
        return count;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            session.take(window, PATIENCE).orElseThrow(() -> late("open its window"));
            byte[] payload = new byte[Math.min(LONGEST, bytes.remaining())];
            bytes.get(payload);
            written.clear();
            send(Frame.DATA, 0, ByteBuffer.wrap(payload));
            session.take(written, PATIENCE).orElseThrow(() -> late("read"));
        }
    }

    @Override
    public void end() {
        // END_STREAM goes when the child has ended well: see run.
    }

    private void send(int type, int flags, ByteBuffer payload) throws IOException {
        if (!outgoing.offer(new Outgoing(new Frame(type, flags, id, payload), written))) {
            throw new IOException("client does not read what stream " + id + " has to say");
        }
    }

    private TimeLimitException late(String what) {
        return new TimeLimitException("client did not " + what + " in stream " + id);
    }
}
