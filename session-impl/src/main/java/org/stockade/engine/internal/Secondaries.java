package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.LimitException;
import org.stockade.session.Side;
import org.stockade.session.StackedSession;

/** Further connections of one node: data connections, expected peers. */
final class Secondaries {
    private static final int MOST = 10;

    private final Engine engine;
    private final SessionRun run;
    private final StackedSession session;
    private final FewOf<AutoCloseable> leases;

    /**
     * @param leases what the node has to give back: expected peers among it
     */
    Secondaries(
            Engine engine, SessionRun run, StackedSession session, FewOf<AutoCloseable> leases) {
        this.engine = engine;
        this.run = run;
        this.session = session;
        this.leases = leases;
    }

    ExpectedPeer expect(Side side, PortRange ports, SockAddr peer) throws IOException {
        leases.removeIf(lease -> lease instanceof ExpectedPeer over && over.isOver());
        count();
        SockAddr ours =
                (side == Side.CLIENT ? session.clientLocal() : session.serverLocal())
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "there is no " + side + " to expect a peer of"));
        return new ExpectedPeer(engine.transport(), run, ours, ports, peer);
    }

    Endpoint connect(Side side, Optional<SockAddr> local, SockAddr to, Duration limit)
            throws IOException {
        count();
        if (side == Side.SERVER) {
            run.checkServer(session, to);
        } else if (session.clientAddress()
                .filter(client -> client.address().equals(to.address()))
                .isEmpty()) {
            throw new AccessDeniedException(
                    "a further connection to the client goes to its own address only, not to "
                            + to);
        }
        return run.adopt(engine.transport().connect(local, to, limit));
    }

    private void count() throws LimitException {
        // Client and server are two; what has ended does not count.
        long expected = leases.all().stream().filter(ExpectedPeer.class::isInstance).count();
        if (run.endpoints().count() + expected >= MOST + 2) {
            throw new LimitException(
                    "the session has " + MOST + " secondary connections, its limit");
        }
    }
}
