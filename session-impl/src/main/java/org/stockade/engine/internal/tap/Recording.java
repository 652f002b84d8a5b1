package org.stockade.engine.internal.tap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;

/**
 * Takes what passes and has a thread of its own write it, until a limit is reached or it is ended.
 * Whoever moves bytes never waits for it: what the thread is too slow for is dropped and counted.
 */
public final class Recording {
    /** Payload that waits to be written, in bytes. */
    static final long MOST_QUEUED = 4L << 20;

    /** What a waiting piece costs besides its payload, roughly. */
    private static final int PIECE = 128;

    private static final int SIDES = 2;

    /** Distance of the first sequence numbers of two conversations. */
    private static final int APART = 0x1000_0000;

    private final Path path;
    private final PcapngFile file;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final long deadline;

    /** Empty: the end. */
    private final LinkedBlockingQueue<Optional<Piece>> queue = new LinkedBlockingQueue<>();

    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong droppedBytes = new AtomicLong();
    private final AtomicLongArray came = new AtomicLongArray(SIDES);
    private final AtomicLongArray dropped = new AtomicLongArray(SIDES);
    private final AtomicLong conversations = new AtomicLong();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicReference<String> ended = new AtomicReference<>("");
    private final CountDownLatch whole = new CountDownLatch(1);

    /** Its time runs from now. */
    Recording(
            Path path,
            PcapngFile file,
            Duration atMost,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.path = path;
        this.file = file;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + atMost.toNanos();
    }

    /**
     * Starts the thread that writes.
     *
     * @param over called on it when the file is whole
     */
    public void begin(String name, Runnable over) {
        if (begun.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name(name).start(() -> write(over));
        }
    }

    /** A conversation with the peer of the client's side, who connected. */
    public Conversation withClient(SockAddr client, SockAddr here) {
        return opened(0, client, here, true);
    }

    /** A conversation with a server, to whom we connected. */
    public Conversation withServer(SockAddr here, SockAddr server) {
        return opened(1, here, server, false);
    }

    /** The datagrams of the peer of the client's side, who began. */
    public Conversation withClientByDatagrams(SockAddr client, SockAddr here) {
        return new DatagramConversation(this, 0, client, here, true);
    }

    /** The datagrams of a server. */
    public Conversation withServerByDatagrams(SockAddr here, SockAddr server) {
        return new DatagramConversation(this, 1, here, server, false);
    }

    private Conversation opened(
            int side, SockAddr initiator, SockAddr responder, boolean peerInitiates) {
        int first = (int) (conversations.getAndIncrement() * APART);
        Conversation made =
                new StreamConversation(this, side, initiator, responder, peerInitiates, first);
        add(new Piece(made, true, Piece.Kind.OPEN, now(), 0, new byte[0]));
        return made;
    }

    // On the threads that move bytes

    void data(Conversation of, boolean fromInitiator, long position, ByteBuffer bytes, int count) {
        if (hasEnded()) {
            bytes.position(bytes.position() + count);
            return;
        }
        came.incrementAndGet(of.side());
        if (queued.get() + count + PIECE > MOST_QUEUED) {
            bytes.position(bytes.position() + count);
            dropped.incrementAndGet(of.side());
            droppedBytes.addAndGet(count);
            return;
        }
        byte[] payload = new byte[count];
        bytes.get(payload);
        add(new Piece(of, fromInitiator, Piece.Kind.DATA, now(), position, payload));
    }

    void end(Conversation of, boolean fromInitiator, long position) {
        if (!hasEnded()) {
            add(new Piece(of, fromInitiator, Piece.Kind.END, now(), position, new byte[0]));
        }
    }

    private void add(Piece piece) {
        queued.addAndGet(PIECE + piece.payload().length);
        queue.add(Optional.of(piece));
    }

    private long now() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    // Its end

    /** Ends it after what has passed so far; the first reason stands. */
    public void end(String why) {
        if (ended.compareAndSet("", why)) {
            queue.add(Optional.empty());
        }
    }

    // On the thread that writes

    private void write(Runnable over) {
        try (file) {
            writePieces();
            for (int side = 0; side < SIDES; side++) {
                file.statistics(side, now(), came.get(side), dropped.get(side));
            }
        } catch (IOException failed) {
            end("its file cannot be written: " + failed.getMessage());
        } catch (RuntimeException broken) {
            end("its file could not be made: " + broken);
        } finally {
            end("its thread has ended");
            queue.clear();
            over.run();
            whole.countDown();
        }
    }

    private void writePieces() throws IOException {
        while (true) {
            long left = deadline - nanoTime.getAsLong();
            if (left <= 0) {
                end("its time is over");
                return;
            }
            Optional<Piece> next = queue.poll();
            if (next == null) {
                // What has come can be looked at while the tap is in place.
                file.flush();
                next = await(left);
            }
            if (next != null && next.isEmpty()) {
                return;
            }
            if (next != null && !put(next.get())) {
                end("its file is full");
                return;
            }
        }
    }

    private @Nullable Optional<Piece> await(long nanos) throws IOException {
        try {
            return queue.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException nobodys) {
            throw new IOException("its thread was interrupted");
        }
    }

    /** Whether it fitted in whole. */
    private boolean put(Piece piece) throws IOException {
        queued.addAndGet(-PIECE - piece.payload().length);
        int length = 0;
        for (byte[] packet : piece.of().packets(piece, file.room())) {
            if (packet.length > file.room()) {
                return false;
            }
            file.add(piece.of().side(), piece.nanos(), packet);
            length = packet.length;
        }
        return length >= piece.payload().length + piece.of().headers();
    }

    // For others

    /** Where it writes. */
    public Path path() {
        return path;
    }

    /** Waits until the file is whole; {@code false} if it is not by then. */
    public boolean awaitWhole(Duration limit) throws InterruptedException {
        return whole.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean hasEnded() {
        return !ended.get().isEmpty();
    }

    /** Why it has ended; empty: it has not. */
    public String ended() {
        return ended.get();
    }

    /** Size of the file so far. */
    public long written() {
        return file.size();
    }

    /** Bytes of payload that had to be dropped. */
    public long droppedBytes() {
        return droppedBytes.get();
    }

    /** Until it ends by itself. */
    public double secondsLeft() {
        return hasEnded() ? 0 : Math.max(0, deadline - nanoTime.getAsLong()) / 1e9;
    }
}
