package org.stockade.engine.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.stockade.endpoint.Endpoint;
import org.stockade.engine.internal.record.Traffic;
import org.stockade.engine.internal.transport.BufferedEndpoint;

/** The endpoints of one session that must be closed with it, and what moved on all it ever had. */
final class OpenEndpoints {
    private final Endpoint client;
    private final Set<Endpoint> open = ConcurrentHashMap.newKeySet(4);
    private final LongAdder serverReceived = new LongAdder();
    private final LongAdder serverSent = new LongAdder();

    OpenEndpoints(Endpoint client) {
        this.client = client;
    }

    void add(Endpoint endpoint) {
        forgetClosed();
        open.add(endpoint);
    }

    /** How many are open. */
    int count() {
        forgetClosed();
        return open.size();
    }

    /** Of several threads that see a closed one, one takes its counts. */
    private void forgetClosed() {
        for (Endpoint endpoint : open) {
            if (endpoint != client && endpoint.isClosed() && open.remove(endpoint)) {
                count(endpoint);
            }
        }
    }

    private void count(Endpoint server) {
        serverReceived.add(server.received());
        serverSent.add(server.sent());
    }

    void nudge() {
        open.forEach(Endpoint::nudge);
    }

    void abort() {
        open.forEach(Endpoint::abort);
    }

    void close() {
        open.forEach(Endpoint::close);
    }

    /** Takes the counts of those that were open to the end. */
    void settle() {
        open.stream().filter(each -> each != client).forEach(this::count);
    }

    /** Gives back the buffers; no thread uses them any more. */
    void release() {
        for (Endpoint endpoint : open) {
            if (endpoint instanceof BufferedEndpoint buffered) {
                buffered.release();
            }
        }
    }

    /** What has moved, after {@link #settle} all of it. */
    Traffic traffic() {
        return new Traffic(
                client.received(), client.sent(), serverReceived.sum(), serverSent.sum());
    }
}
