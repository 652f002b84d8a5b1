package org.stockade.engine.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.stockade.endpoint.Endpoint;
import org.stockade.session.LimitException;
import org.stockade.session.Side;

/** The secondary connections of one node that are open, with their numbers. */
final class Secondaries {
    /** Of one session at once: data connections, expected peers. */
    static final int MOST = 10;

    private final FewOf<Secondary> open = new FewOf<>();
    private final AtomicInteger begun = new AtomicInteger();

    /**
     * One of them.
     *
     * @param number from 1; the node's first connection is 0
     */
    record Secondary(int number, Side side, Endpoint endpoint) {}

    void add(Side side, Endpoint endpoint) {
        forgetClosed();
        open.add(new Secondary(begun.incrementAndGet(), side, endpoint));
    }

    /** Those that are open. */
    List<Secondary> open() {
        forgetClosed();
        return open.all();
    }

    private void forgetClosed() {
        open.removeIf(each -> each.endpoint().isClosed());
    }

    /**
     * Before one more is opened.
     *
     * @param endpoints what the session has open, client and server among them
     * @param expected listeners of the node that wait
     * @throws LimitException if there are as many as there may be
     */
    static void checkRoom(int endpoints, long expected) throws LimitException {
        if (endpoints + expected >= MOST + 2) {
            throw new LimitException(
                    "the session has " + MOST + " secondary connections, its limit");
        }
    }
}
