package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TlsPlan;
import org.stockade.endpoint.Watch;
import org.stockade.log.EventLog;

/**
 * An endpoint on a {@link Wire}: everything that is alike for sockets, payloads and memory.
 *
 * <p>Closing does not take the buffer of unread bytes away, since another thread may be looking at
 * it: the reading thread's next call gives it back, or {@link #release()} does.
 */
public class BufferedEndpoint implements Tappable, Holding {
    private final Link link;
    private final Outlet outlet;
    private final Inlet inlet;
    private final LineReader lines;

    public BufferedEndpoint(Wire wire, BufferPool pool) {
        link = new Link(wire, pool);
        outlet = new Outlet(link);
        inlet = new Inlet(link, outlet);
        lines = new LineReader(inlet, link);
    }

    /**
     * Gives this connection, which a listener has just accepted, to whoever takes it in. Where that
     * throws, it is reset and {@code log} gets {@code accept-failed}; the listener goes on.
     */
    public final void giveTo(Consumer<Endpoint> accepted, EventLog log) {
        try {
            accepted.accept(this);
        } catch (RuntimeException | Error e) {
            abort();
            log.error(
                    "accept-failed",
                    null,
                    "connection could not be taken in; it was reset",
                    "client",
                    remote(),
                    "error",
                    e);
        }
    }

    @Override
    public boolean fill() throws IOException {
        return inlet.fill();
    }

    @Override
    public ByteBuffer unread() {
        return inlet.unread();
    }

    @Override
    public void consume(int count) {
        inlet.consume(count);
    }

    @Override
    public void pushBack(ByteBuffer bytes) {
        inlet.pushBack(bytes);
    }

    @Override
    public boolean hasBuffered() {
        return inlet.size() > 0;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return inlet.read(into);
    }

    @Override
    public @Nullable String readLine(int limit) throws IOException {
        return lines.readLine(limit);
    }

    @Override
    public Readiness await(Duration atMost) throws IOException {
        return inlet.await(TimeLimit.nanos(atMost));
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        outlet.write(bytes);
    }

    /** Writes and flushes: for whoever has no more for now. */
    final void writeThrough(ByteBuffer bytes) throws IOException {
        outlet.writeThrough(bytes);
    }

    final long splice(Splice from, long atMost) throws IOException {
        return outlet.splice(from, atMost);
    }

    final Wire wire() {
        return link.wire();
    }

    @Override
    public void writeLine(String line) throws IOException {
        outlet.writeLine(line);
    }

    @Override
    public void writeUrgent(byte octet) throws IOException {
        outlet.writeUrgent(octet);
    }

    @Override
    public void flush() throws IOException {
        outlet.flush();
    }

    @Override
    public void endOutput() throws IOException {
        outlet.end();
    }

    @Override
    public long transferTo(Endpoint to, long atMost) throws IOException {
        return inlet.transferTo(to, atMost);
    }

    @Override
    public Deadline readWithin(String what, Duration limit) {
        return link.readLimits.add(what, limit);
    }

    @Override
    public Deadline writeWithin(String what, Duration limit) {
        return link.writeLimits.add(what, limit);
    }

    @Override
    public void startTls(TlsPlan plan) throws IOException {
        if (hasBuffered()) {
            throw new IllegalStateException(
                    inlet.size()
                            + " bytes from "
                            + remote()
                            + " came before the TLS handshake; they must not be used behind it");
        }
        if (TappedWire.untapped(link.wire()) instanceof TlsWire) {
            throw new IllegalStateException("connection with " + remote() + " has TLS already");
        }
        outlet.flush();
        TlsWire.start(link, plan.engine(remote()));
    }

    @Override
    public SockAddr local() {
        return link.wire().local();
    }

    @Override
    public SockAddr remote() {
        return link.wire().remote();
    }

    @Override
    public long received() {
        return link.received();
    }

    @Override
    public long sent() {
        return link.sent();
    }

    @Override
    public int fd() {
        return link.bottom().fd();
    }

    @Override
    public boolean isClosed() {
        return link.isClosed() || link.isReset();
    }

    @Override
    public void watch(Watch watch) {
        link.watch = watch;
        nudge();
    }

    @Override
    public void nudge() {
        link.readGate.poke();
        link.writeGate.poke();
    }

    @Override
    public void abort() {
        link.reset("was aborted here");
        outlet.discard();
    }

    @Override
    public void close() {
        if (!link.markClosed("was closed here")) {
            return;
        }
        // First: somebody who waits to write gives up, and lets go of the output.
        link.wakeAll();
        if (outlet.finish()) {
            link.wire().close();
        } else {
            // An orderly end would make what the peer has got look complete.
            link.wire().reset();
        }
        link.wakeAll();
    }

    /**
     * Gives back the buffers. Only when no thread uses this endpoint any more: the engine's, when
     * all threads of a session have ended.
     */
    @Override
    public void release() {
        inlet.release();
        outlet.discard();
        link.wire().release();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Bytes that move by way of the kernel come through here from their next turn on.
     *
     * <p>What has come and was not consumed is not shown, nor what is inside the kernel on its way
     * to another endpoint, nor what a write under way has begun to send. What was written and has
     * not begun to go is shown when it goes.
     */
    @Override
    public void tap(Tap tap) {
        link.wire(top -> TappedWire.with(link, top, tap));
    }

    @Override
    public void untap(Tap tap) {
        link.wire(top -> TappedWire.without(link, top, tap));
    }

    @Override
    public long held() {
        return (long) inlet.held() + outlet.held();
    }

    /** What this endpoint was joined to. */
    public Watch watch() {
        return link.watch;
    }

    /**
     * Whether another session could go on with it: in the clear and untapped, open both ways as far
     * as is known here, nothing unread, no time limit running. Never waits; for the reading thread,
     * after a {@link #flush}.
     */
    public boolean isReusable() {
        return !isClosed()
                && !hasBuffered()
                && !outlet.isEnded()
                && link.readLimits.isEmpty()
                && link.writeLimits.isEmpty()
                && link.wire() == link.bottom();
    }

    final boolean hasEndedOutput() {
        return outlet.isEnded();
    }
}
