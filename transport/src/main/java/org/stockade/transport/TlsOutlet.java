package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of TLS: encrypts, and keeps what the wire below has not taken yet.
 *
 * <p>Bytes count as written when the record that holds them has gone as a whole, so that whoever
 * flushes cannot leave a part of one behind: until then they must be offered again. One lock,
 * because the reading thread answers the peer's handshake messages here.
 */
final class TlsOutlet {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final SSLEngine engine;
    private final Wire below;
    private final Link link;
    private final ReentrantLock lock = new ReentrantLock();

    /** Ciphertext on its way, from its position to its limit. */
    private @Nullable Lease pending;

    /** How many bytes of the caller's that ciphertext holds. */
    private int owed;

    private volatile boolean answering;
    private volatile boolean stalled;

    TlsOutlet(SSLEngine engine, Wire below, Link link) {
        this.engine = engine;
        this.below = below;
        this.link = link;
    }

    /** As {@link Wire#push}; 0 also where a handshake has to go on before. */
    int push(ByteBuffer from) throws IOException {
        lock.lock();
        try {
            int done = 0;
            while (drain()) {
                from.position(from.position() + owed);
                done += owed;
                owed = 0;
                stalled = false;
                if (!from.hasRemaining()) {
                    break;
                }
                SSLEngineResult result = wrap(from.duplicate());
                owed = result.bytesConsumed();
                if (result.bytesProduced() == 0) {
                    checkNotClosed(result);
                    stalled = true;
                    break;
                }
            }
            return done;
        } finally {
            lock.unlock();
        }
    }

    private void checkNotClosed(SSLEngineResult result) throws IOException {
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException(
                    "TLS with "
                            + below.remote()
                            + " was closed by the peer; before TLS 1.3 that ends both directions");
        }
    }

    /** Whether {@link #push} has to wait for the peer's handshake messages. */
    boolean isStalled() {
        if (!stalled) {
            return false;
        }
        HandshakeStatus now = engine.getHandshakeStatus();
        return now == HandshakeStatus.NEED_UNWRAP || now == HandshakeStatus.NEED_TASK;
    }

    /** Whether an answer to the peer is on its way that nobody waits for. */
    boolean isAnswering() {
        return answering;
    }

    /**
     * Sends what the engine has to say by itself: handshake messages, an alert.
     *
     * @return whether all of it has gone and there was something
     */
    boolean answer() throws IOException {
        lock.lock();
        try {
            if (!flush() || engine.isOutboundDone()) {
                return false;
            }
            boolean said = wrap(NOTHING).bytesProduced() > 0;
            return flush() && said;
        } finally {
            lock.unlock();
        }
    }

    /** Sends on; whether nothing is left. */
    boolean flush() throws IOException {
        lock.lock();
        try {
            answering = !drain();
            return !answering;
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing more will be written; whether all of that has gone. */
    boolean end() throws IOException {
        lock.lock();
        try {
            engine.closeOutbound();
            while (flush()) {
                if (engine.isOutboundDone() || wrap(NOTHING).bytesProduced() == 0) {
                    return flush();
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #end}, of an endpoint that closes: never waits for another thread. */
    void endNow() {
        if (lock.tryLock()) {
            try {
                end();
            } catch (IOException | RuntimeException peerIsGone) {
                // Then nobody is left who could take the end for a truncation.
            } finally {
                release();
                lock.unlock();
            }
        }
    }

    void release() {
        lock.lock();
        try {
            giveBack();
        } finally {
            lock.unlock();
        }
    }

    private SSLEngineResult wrap(ByteBuffer from) throws SSLException {
        while (true) {
            Lease into = link.pool.lease(engine.getSession().getPacketBufferSize());
            pending = into;
            SSLEngineResult result;
            try {
                result = engine.wrap(from, into.bytes().clear());
            } finally {
                into.bytes().flip();
                if (!into.bytes().hasRemaining()) {
                    giveBack();
                }
            }
            if (result.getStatus() != SSLEngineResult.Status.BUFFER_OVERFLOW) {
                return result;
            }
            // The session has grown its packets meanwhile; the next lease is as large.
        }
    }

    /** Pushes ciphertext down; whether nothing is left. */
    private boolean drain() throws IOException {
        Lease from = pending;
        if (from == null) {
            return true;
        }
        while (from.bytes().hasRemaining()) {
            int count = below.push(from.bytes());
            if (count == 0) {
                return false;
            }
            link.hasSent(count);
        }
        giveBack();
        return true;
    }

    private void giveBack() {
        Lease done = pending;
        if (done != null) {
            pending = null;
            link.pool.giveBack(done);
        }
    }
}
