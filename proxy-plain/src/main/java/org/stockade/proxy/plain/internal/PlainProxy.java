package org.stockade.proxy.plain.internal;

import java.io.IOException;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Proxy;
import org.stockade.session.Child;
import org.stockade.session.Outcome;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;

/** One TCP stream, or the datagrams of one pair, both ways. */
final class PlainProxy implements Proxy {
    private final PlainSettings settings;

    PlainProxy(PlainSettings settings) {
        this.settings = settings;
    }

    @Override
    public void run(StackedSession session) throws IOException {
        Endpoint client = session.clientStream();
        Endpoint server = session.connectServer();
        if (settings.stackProxy().isEmpty()) {
            if (settings.copiesBoth()) {
                session.relay(client, server, settings.shutdownSoft());
            } else {
                new PartialRelay(session, settings).run(client, server);
            }
            return;
        }
        Child child = settings.stackProxy().get();
        switch (session.stack(child, new Payload.Through(client, server))) {
            case Verdict.Accept() -> {}
            case Verdict.Reject(String reply) -> refuse(session, client, server, reply);
            case Verdict.Drop(String why) -> refuse(session, client, server, why);
            case Verdict.Abort(String why) -> refuse(session, client, server, why);
            case Verdict.Failed(String why) -> refuse(session, client, server, why);
        }
    }

    /** There is no protocol to say it in: both peers see a reset, never an orderly end. */
    private static void refuse(
            StackedSession session, Endpoint client, Endpoint server, String why) {
        session.end(Outcome.ABORTED_BY_POLICY_ACTION, why);
        client.abort();
        server.abort();
    }
}
