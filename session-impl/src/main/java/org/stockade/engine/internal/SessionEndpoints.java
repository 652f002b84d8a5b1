package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.stockade.endpoint.Endpoint;
import org.stockade.engine.internal.record.Traffic;
import org.stockade.transport.BufferedEndpoint;

/** The endpoints of one session, and the bytes that went through those that have ended. */
final class SessionEndpoints {
    /** A peer has this long to take what was written last. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(30);

    private final Endpoint client;
    private final Set<Endpoint> open = ConcurrentHashMap.newKeySet(4);
    private final LongAdder serverReceived = new LongAdder();
    private final LongAdder serverSent = new LongAdder();

    SessionEndpoints(Endpoint client) {
        this.client = client;
    }

    void add(Endpoint endpoint) {
        settleClosed();
        open.add(endpoint);
    }

    /** How many have not been closed. */
    int count() {
        settleClosed();
        return open.size();
    }

    void abort() {
        open.forEach(Endpoint::abort);
    }

    /**
     * Sends what a proxy has written and not flushed: closing does not wait, and would have to
     * reset what does not go at once.
     */
    void flush() {
        for (Endpoint endpoint : open) {
            try (var limit = endpoint.writeWithin("last output", LAST_OUTPUT)) {
                endpoint.flush();
            } catch (IOException gone) {
                // Closing will find out, and show the peer a reset.
                continue;
            }
        }
    }

    void close() {
        open.forEach(Endpoint::close);
    }

    /** Wakes who waits in {@code await}. */
    void nudge() {
        open.forEach(Endpoint::nudge);
    }

    /** Forgets what was closed; of several threads that see it one takes its counts. */
    private void settleClosed() {
        for (Endpoint endpoint : open) {
            if (endpoint != client && endpoint.isClosed() && open.remove(endpoint)) {
                settle(endpoint);
            }
        }
    }

    /** Takes the byte counts of a server's or secondary endpoint that is done with. */
    private void settle(Endpoint endpoint) {
        if (endpoint != client) {
            serverReceived.add(endpoint.received());
            serverSent.add(endpoint.sent());
        }
    }

    /** All are closed: takes the counts of those that are left. Once. */
    void settle() {
        open.forEach(this::settle);
    }

    /** Gives back the buffers; no thread may use them any more. */
    void release() {
        for (Endpoint endpoint : open) {
            if (endpoint instanceof BufferedEndpoint buffered) {
                buffered.release();
            }
        }
    }

    /** What has gone through, after {@link #settle()}. */
    Traffic traffic() {
        return new Traffic(
                client.received(), client.sent(), serverReceived.sum(), serverSent.sum());
    }
}
