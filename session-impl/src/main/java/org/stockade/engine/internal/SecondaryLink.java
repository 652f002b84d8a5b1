package org.stockade.engine.internal;

import java.io.IOException;
import java.util.Optional;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.nat.Translation.Addresses;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.Side;
import org.stockade.session.StackedSession;

/**
 * How one stacked session gets secondary connections (core.md section 24). They are checked like
 * the first, belong to its session's tree, end with it, and change no attribute.
 */
final class SecondaryLink {
    private final Engine engine;
    private final SessionRun run;
    private final StackedSession session;
    private final Secondaries here = new Secondaries();

    SecondaryLink(Engine engine, SessionRun run, StackedSession session) {
        this.engine = engine;
        this.run = run;
        this.session = session;
    }

    /** Those of this node. */
    Secondaries all() {
        return here;
    }

    /**
     * A one-shot listener.
     *
     * @param expected those of this node that wait already
     */
    ExpectedPeer expect(
            TransportProtocol protocol, Side side, PortRange ports, SockAddr peer, long expected)
            throws IOException {
        Secondaries.checkRoom(run.endpoints().count(), expected);
        SockAddr ours =
                (side == Side.CLIENT ? session.clientLocal() : session.serverLocal())
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "there is no " + side + " to expect a peer of"));
        return new ExpectedPeer(engine, run, protocol, ours, ports, peer, came -> add(side, came));
    }

    /**
     * A connection to a peer of this side.
     *
     * @param expected those of this node that wait to be connected to
     */
    Endpoint connect(
            TransportProtocol protocol,
            Side side,
            Optional<SockAddr> local,
            SockAddr to,
            long expected)
            throws IOException {
        Secondaries.checkRoom(run.endpoints().count(), expected);
        Optional<SockAddr> from = local;
        if (side == Side.SERVER) {
            from = local.isPresent() ? local : translated(to);
            run.checkServer(session, protocol, to);
        } else if (session.clientAddress()
                .filter(client -> client.address().equals(to.address()))
                .isEmpty()) {
            throw new AccessDeniedException(
                    "a further connection to the client goes to its own address only, not to "
                            + to);
        }
        return add(
                side,
                run.adopt(
                        protocol == TransportProtocol.UDP
                                ? engine.datagrams().connect(from, to)
                                : engine.transport().connect(from, to, session.limit("connect"))));
    }

    /** From where; the other address is what the server itself has named, and stays as it is. */
    private Optional<SockAddr> translated(SockAddr to) throws IOException {
        return run.plan()
                .translation()
                .ofSource()
                .of(session.clientAddress(), new Addresses(Optional.empty(), to))
                .local();
    }

    private Endpoint add(Side side, Endpoint endpoint) {
        here.add(side, endpoint);
        run.trail().hasSecondary();
        return endpoint;
    }
}
