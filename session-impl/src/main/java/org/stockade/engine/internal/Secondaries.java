package org.stockade.engine.internal;

import org.stockade.session.LimitException;

/** Counts further connections of one session: data connections, expected peers. */
record Secondaries(SessionRun run, FewOf<AutoCloseable> leases) {
    private static final int MOST = 10;

    /**
     * One more is asked for.
     *
     * @throws LimitException if there are as many as may be
     */
    void check() throws LimitException {
        // Client and server are two; what has ended does not count.
        long expected = leases.all().stream().filter(ExpectedPeer.class::isInstance).count();
        if (run.openEndpoints() + expected >= MOST + 2) {
            throw new LimitException(
                    "the session has " + MOST + " secondary connections, its limit");
        }
    }
}
