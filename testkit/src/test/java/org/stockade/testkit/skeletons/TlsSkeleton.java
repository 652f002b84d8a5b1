package org.stockade.testkit.skeletons;

import java.io.IOException;
import java.util.Optional;
import org.stockade.chain.Chainer;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.TlsPlan;
import org.stockade.proxy.Proxy;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.Child;
import org.stockade.session.Outcome;
import org.stockade.session.Payload;
import org.stockade.session.Side;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;

/**
 * The shape of a TLS proxy inside CONNECT. Its parent has sent 200 and stacks it with the client
 * alone; it reaches the server through the parent's chainer, which knows the authority.
 */
final class TlsSkeleton implements Proxy {
    private final Optional<Child> inside;

    TlsSkeleton(Optional<Child> inside) {
        this.inside = inside;
    }

    /** What the parent does after its 200: the child may go to this authority and nowhere else. */
    static Verdict stackUnderConnect(StackedSession parent, Child tls, String host, int port)
            throws IOException {
        Chainer toAuthority = child -> parent.connectServer(host, port);
        return parent.stack(tls, new Payload.Chained(parent.clientStream(), toAuthority));
    }

    @Override
    public void run(StackedSession session) throws IOException {
        Endpoint client = session.clientStream();
        secure(session, client, Side.CLIENT);
        if (inside.isEmpty()) {
            session.relay(client, securedServer(session), true);
            return;
        }
        // The protocol inside may come back for another connection to the same authority.
        Chainer again = child -> securedServer(session);
        switch (session.stack(inside.get(), new Payload.Chained(client, again))) {
            case Verdict.Accept() -> client.endOutput();
            case Verdict.Reject(String reply) -> session.verdict(new Verdict.Abort(reply));
            case Verdict.Drop(String why) -> session.verdict(new Verdict.Abort(why));
            case Verdict.Abort(String why) -> session.end(Outcome.ABORTED_BY_POLICY_ACTION, why);
            case Verdict.Failed(String why) -> session.verdict(new Verdict.Failed(why));
        }
    }

    private static Endpoint securedServer(StackedSession session) throws IOException {
        Endpoint server = session.connectServer();
        secure(session, server, Side.SERVER);
        return server;
    }

    private static void secure(StackedSession session, Endpoint endpoint, Side side)
            throws IOException {
        TlsPlan plan =
                session.tls(side)
                        .orElseThrow(
                                () ->
                                        new AccessDeniedException(
                                                "the service has no encryption policy for "
                                                        + side));
        try (Deadline limit = endpoint.readWithin("TLS handshake", session.limit("handshake"))) {
            endpoint.startTls(plan);
        }
    }
}
