package org.stockade.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.endpoint.Watch;

/**
 * What both directions of an endpoint share: the wire, what has failed, and how to wait.
 *
 * <p>A failure is kept as the way to make its exception, so that each one is made where it is
 * thrown.
 */
final class Link {
    /** A wait whose time does not pass. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long FOR_EVER = Long.MAX_VALUE / 2;

    /** From a second on a wait may last a fraction of one longer. */
    static final long COARSE = 1_000_000_000;

    private static final VarHandle RECEIVED;
    private static final VarHandle SENT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RECEIVED = lookup.findVarHandle(Link.class, "received", long.class);
            SENT = lookup.findVarHandle(Link.class, "sent", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Wire bottom;
    private volatile Wire wire;
    final BufferPool pool;
    final Gate readGate = new Gate();
    final Gate writeGate = new Gate();
    final Limits readLimits = new Limits(readGate);
    final Limits writeLimits = new Limits(writeGate);

    /** Counted by the reading thread alone, read by any. */
    private volatile long received;

    /** Counted by whoever has the output's lock, read by any. */
    private volatile long sent;

    volatile Watch watch = Watch.NONE;
    private volatile @Nullable Supplier<IOException> readFailure;
    private volatile @Nullable Supplier<IOException> writeFailure;
    private volatile @Nullable String reset;
    private final AtomicReference<@Nullable String> closed = new AtomicReference<>();

    Link(Wire wire, BufferPool pool) {
        this.bottom = wire;
        this.wire = wire;
        this.pool = pool;
    }

    /**
     * Where the bytes of its endpoint go: the wire it was made with, or TLS on that; on top the
     * taps, where there are any.
     */
    Wire wire() {
        return wire;
    }

    /** The wire it was made with. */
    Wire bottom() {
        return bottom;
    }

    /** Changes what its bytes go through, one change at a time; nothing in here waits. */
    synchronized void wire(UnaryOperator<Wire> change) {
        wire = change.apply(wire);
    }

    /** The wire's own time. */
    long now() {
        return bottom.now();
    }

    // Moving bytes

    /** As {@link Wire#pull}, under the rules. */
    int pull(ByteBuffer into) throws IOException {
        checkReading();
        try {
            Wire from = wire;
            int start = into.position();
            int count = from.pull(into);
            if (count > 0) {
                if (from == bottom) {
                    hasReceived(count);
                }
                if (wire instanceof TappedWire tapped && tapped != from) {
                    // Put in while this call waited: what came is what its user reads from now on.
                    tapped.cameBeneath(from, into, start, count);
                }
            } else if (count < 0 && reset != null) {
                // The writer was told of the reset, and the kernel tells it once only.
                throw resetByPeer();
            }
            return count;
        } catch (IOException e) {
            throw failedReading(e);
        }
    }

    /** As {@link Wire#push}, under the rules. */
    int push(ByteBuffer from) throws IOException {
        checkWriting();
        try {
            return pushUnchecked(from);
        } catch (IOException e) {
            throw failedWriting(e);
        }
    }

    /** As {@link Wire#push(ByteBuffer, ByteBuffer)}, under the rules. */
    int push(ByteBuffer first, ByteBuffer second) throws IOException {
        checkWriting();
        try {
            Wire to = wire;
            int count = to.push(first, second);
            if (to == bottom) {
                hasSent(count);
            }
            return count;
        } catch (IOException e) {
            throw failedWriting(e);
        }
    }

    /** As {@link #push}, also of an endpoint that is closed already. */
    int pushUnchecked(ByteBuffer from) throws IOException {
        Wire to = wire;
        int count = to.push(from);
        if (to == bottom) {
            hasSent(count);
        }
        return count;
    }

    /** Bytes that have come, on the lowest wire. */
    long received() {
        return received;
    }

    /** Bytes that have gone, on the lowest wire. */
    long sent() {
        return sent;
    }

    /** So many bytes have come, on the lowest wire. */
    void hasReceived(int count) {
        if (count > 0) {
            RECEIVED.setOpaque(this, received + count);
            watch.touch(bottom.now());
        }
    }

    /** So many bytes have gone, on the lowest wire. */
    void hasSent(int count) {
        if (count > 0) {
            SENT.setOpaque(this, sent + count);
            watch.touch(bottom.now());
        }
    }

    // What has failed

    void checkReading() throws IOException {
        check(readFailure);
        if (!readLimits.isEmpty()) {
            long now = System.nanoTime();
            TimeLimit limit = readLimits.earliest(now);
            if (limit != null && limit.left(now) <= 0) {
                readFailure = limit::exceeded;
                throw limit.exceeded();
            }
        }
    }

    void checkWriting() throws IOException {
        check(writeFailure);
        if (!writeLimits.isEmpty()) {
            long now = System.nanoTime();
            TimeLimit limit = writeLimits.earliest(now);
            if (limit != null && limit.left(now) <= 0) {
                writeFailure = limit::exceeded;
                TimeLimitException exceeded = limit.exceeded();
                reset("was reset: " + exceeded.getMessage());
                throw exceeded;
            }
        }
    }

    private void check(@Nullable Supplier<IOException> failure) throws IOException {
        if (failure != null) {
            throw failure.get();
        }
        if (closed.get() != null) {
            throw closedHere();
        }
    }

    IOException failedReading(IOException e) {
        if (closed.get() != null) {
            return closedHere();
        }
        if (e instanceof ConnectionResetException) {
            resetByPeer(e);
            readFailure = this::resetByPeer;
            return resetByPeer();
        }
        readFailure = () -> e;
        return e;
    }

    IOException failedWriting(IOException e) {
        if (closed.get() != null) {
            return closedHere();
        }
        if (e instanceof ConnectionResetException) {
            // What the peer sent before it reset, perhaps its reason, can still be read.
            resetByPeer(e);
            return resetByPeer();
        }
        writeFailure = () -> e;
        return e;
    }

    private void resetByPeer(IOException how) {
        if (reset == null) {
            reset = how.getMessage();
        }
        writeFailure = this::resetByPeer;
    }

    private IOException resetByPeer() {
        return new ConnectionResetException(String.valueOf(reset));
    }

    private IOException closedHere() {
        return new EndpointClosedException("connection with " + wire.remote() + " " + closed.get());
    }

    boolean isClosed() {
        return closed.get() != null;
    }

    /** Whether every further write will fail. */
    boolean cannotWrite() {
        return writeFailure != null || isClosed();
    }

    /** Whether a writer would not fail now; an expired limit takes effect. */
    private boolean mayWrite() {
        try {
            checkWriting();
            return true;
        } catch (IOException kept) {
            return false;
        }
    }

    boolean isReset() {
        return reset != null;
    }

    // Closing

    /** Marks the endpoint closed; tells whether this call did it. Waiters are not woken yet. */
    boolean markClosed(String by) {
        return closed.compareAndSet(null, by);
    }

    void reset(String by) {
        if (markClosed(by)) {
            wire.reset();
            wakeAll();
        }
    }

    void wakeAll() {
        readGate.open();
        writeGate.open();
    }

    // Waiting

    /** Waits until more can be written. */
    void awaitWritable() throws IOException {
        writeGate.shut();
        try {
            wire.whenWritable(writeGate);
            while (!writeGate.isOpen()) {
                checkWriting();
                park(writeGate, Math.min(Long.MAX_VALUE, left(writeLimits)));
            }
        } finally {
            writeGate.leave();
        }
    }

    /**
     * Waits until there may be something to pull.
     *
     * @param until as of {@link System#nanoTime}, or {@link #NEVER}
     * @param sending output is waiting too: return also when more of it can be sent
     * @param awaiting whether a wish to finish ends the wait
     * @return BYTES also for an end, and when only output can go on
     */
    Readiness awaitReadable(long until, boolean sending, boolean awaiting) throws IOException {
        readGate.shut();
        try {
            wire.whenReadable(readGate);
            if (sending) {
                wire.whenWritable(readGate);
            }
            while (!readGate.isOpen()) {
                checkReading();
                if (sending && !mayWrite()) {
                    return Readiness.BYTES;
                }
                if (awaiting && watch.finishing()) {
                    return Readiness.FINISH;
                }
                if (awaiting && watch.idleLeft(now()) < 0) {
                    // This wait ends nothing: its caller may have a word to say to the peer first.
                    return Readiness.TIME;
                }
                long left = until == NEVER ? FOR_EVER : until - now();
                if (left <= 0) {
                    return Readiness.TIME;
                }
                left = Math.min(left, left(readLimits));
                park(readGate, sending ? Math.min(left, left(writeLimits)) : left);
            }
            return Readiness.BYTES;
        } finally {
            readGate.leave();
        }
    }

    private static long left(Limits limits) {
        if (limits.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long now = System.nanoTime();
        TimeLimit limit = limits.earliest(now);
        return limit == null ? Long.MAX_VALUE : Math.max(1, limit.left(now));
    }

    /** Parks, for as long as the session may be idle at most. */
    private void park(Gate gate, long atMost) throws IOException {
        Watch now = watch;
        long time = now();
        long idle = now.idleLeft(time);
        if (idle < 0) {
            now.idle();
            TimeLimitException exceeded =
                    new TimeLimitException(
                            "no byte moved on the session within its idle limit;"
                                    + " to allow a longer pause raise time-limits: idle");
            reset("was reset: " + exceeded.getMessage());
            throw exceeded;
        }
        if (Thread.currentThread().isInterrupted()) {
            // The engine interrupts to kill, and for nothing else.
            throw new EndpointClosedException(
                    "a wait for " + wire.remote() + " was interrupted: its session was killed");
        }
        // One more, because the limit has passed only when it is negative.
        long nanos = Math.min(atMost, idle == Long.MAX_VALUE ? idle : idle + 1);
        if (nanos >= COARSE && wire.ticks()) {
            gate.parkUntilTick(time + nanos);
        } else {
            gate.park(nanos);
        }
    }
}
