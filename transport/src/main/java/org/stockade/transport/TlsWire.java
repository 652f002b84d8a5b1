package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;

/**
 * TLS on a wire, RFC 8446 and RFC 5246. Waits no more than the wire below does.
 *
 * <p>What the peer wants negotiated later is answered by the reading thread. Before TLS 1.3 writing
 * stands still meanwhile, until somebody reads.
 */
final class TlsWire implements Wire {

    private final Wire below;
    private final SSLEngine engine;
    private final TlsOutlet out;
    private final TlsInlet in;
    private volatile @Nullable Gate writer;
    private volatile @Nullable Gate stalledWriter;

    private TlsWire(Link link, SSLEngine engine) {
        this.below = TappedWire.untapped(link.wire());
        this.engine = engine;
        out = new TlsOutlet(engine, below, link);
        in = new TlsInlet(engine, below, link, out);
    }

    /** Puts TLS on the wire of a link; the calling thread does the handshake. */
    static void start(Link link, SSLEngine engine) throws IOException {
        TlsWire tls = new TlsWire(link, engine);
        // From here on nothing is sent in the clear, whatever happens.
        link.wire(top -> TappedWire.upon(link, top, tls));
        try {
            engine.beginHandshake();
            tls.handshake(link);
        } catch (IOException e) {
            IOException failed =
                    e instanceof SSLException
                            ? new SSLException(
                                    "TLS handshake with "
                                            + tls.remote()
                                            + " failed: "
                                            + e.getMessage(),
                                    e)
                            : e;
            tls.tellWhy();
            link.failedWriting(failed);
            throw link.failedReading(failed);
        }
    }

    private void handshake(Link link) throws IOException {
        while (true) {
            link.checkReading();
            if (engine.isOutboundDone()) {
                throw new SSLException("it was closed");
            }
            boolean sent;
            boolean came = true;
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    in.runTasks();
                    sent = true;
                }
                case NEED_WRAP -> sent = out.answer() || out.flush();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    sent = out.flush();
                    came = !sent || in.handshake();
                }
                default -> {
                    sent = out.flush();
                    if (sent) {
                        return;
                    }
                }
            }
            if (!sent) {
                link.awaitWritable();
            } else if (!came) {
                link.awaitReadable(Link.NEVER, false, false);
            }
        }
    }

    /** The alert that the engine has made of a failure; as far as it goes without waiting. */
    private void tellWhy() {
        try {
            out.answer();
        } catch (IOException | RuntimeException peerIsGone) {
            // Nobody is left to be told.
        }
    }

    @Override
    public int pull(ByteBuffer into) throws IOException {
        if (out.isAnswering()) {
            out.flush();
            // The reader may have taken the place of who waited to write.
            open(writer);
        }
        try {
            return in.pull(into);
        } catch (SSLException e) {
            tellWhy();
            throw e;
        } finally {
            if (stalledWriter != null && !out.isStalled()) {
                open(stalledWriter);
                stalledWriter = null;
            }
        }
    }

    private static void open(@Nullable Gate gate) {
        if (gate != null) {
            gate.open();
        }
    }

    @Override
    public int push(ByteBuffer from) throws IOException {
        return out.push(from);
    }

    @Override
    public boolean pushFarewell() throws IOException {
        return out.end();
    }

    @Override
    public void pushEnd() throws IOException {
        below.pushEnd();
    }

    @Override
    public void pushUrgent(byte octet) throws IOException {
        throw new IOException("TLS has no urgent data");
    }

    @Override
    public void whenReadable(Gate gate) {
        if (in.isReady()) {
            gate.open();
            return;
        }
        below.whenReadable(gate);
        if (out.isAnswering()) {
            below.whenWritable(gate);
        }
    }

    @Override
    public void whenWritable(Gate gate) {
        writer = gate;
        if (out.isStalled()) {
            stalledWriter = gate;
        }
        // The reader may have ended the handshake between that question and this one.
        if (!out.isStalled()) {
            below.whenWritable(gate);
        }
    }

    @Override
    public boolean waitsItself() {
        return below.waitsItself();
    }

    @Override
    public boolean ticks() {
        return below.ticks();
    }

    @Override
    public void close() {
        out.endNow();
        below.close();
    }

    @Override
    public void reset() {
        below.reset();
    }

    @Override
    public void release() {
        in.release();
        out.release();
    }

    @Override
    public SockAddr local() {
        return below.local();
    }

    @Override
    public SockAddr remote() {
        return below.remote();
    }
}
