package org.stockade.engine.internal;

import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import org.stockade.access.TapOrder;
import org.stockade.access.TapState;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.tap.Conversation;
import org.stockade.engine.internal.tap.Recording;
import org.stockade.session.AbstractSession;
import org.stockade.session.StackedSession;
import org.stockade.transport.Tappable;

/** The tap of one node: its two streams of the moment, and what is recorded of them. */
final class NodeTap {
    private final StackedSession session;
    private final TapOrder order;
    private final Recording recording;

    /** Changed under the monitor, within which nothing waits. */
    private final Map<Tappable, Conversation> tapped = new IdentityHashMap<>(4);

    private boolean over;

    NodeTap(StackedSession session, TapOrder order, Recording recording) {
        this.session = session;
        this.order = order;
        this.recording = recording;
    }

    StackedSession session() {
        return session;
    }

    Recording recording() {
        return recording;
    }

    /** Taps the streams that the session has now, and no others. */
    synchronized void follow() {
        Endpoint client = session.attribute(AbstractSession.CLIENT_STREAM).orElse(null);
        Endpoint server = session.serverStream().orElse(null);
        Iterator<Map.Entry<Tappable, Conversation>> all = tapped.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Tappable, Conversation> each = all.next();
            if (over || (each.getKey() != client && each.getKey() != server)) {
                each.getKey().untap(each.getValue());
                all.remove();
            }
        }
        if (over) {
            return;
        }
        // Somebody else's cannot be tapped.
        if (client instanceof Tappable end && !tapped.containsKey(end)) {
            tap(end, withClient(end));
        }
        if (server instanceof Tappable end && !tapped.containsKey(end)) {
            tap(end, withServer(end));
        }
    }

    private void tap(Tappable end, Conversation made) {
        tapped.put(end, made);
        end.tap(made);
    }

    private Conversation withClient(Endpoint client) {
        SockAddr peer = session.clientAddress().orElseGet(client::remote);
        SockAddr here = session.clientLocal().orElseGet(client::local);
        return client instanceof DatagramEndpoint
                ? recording.withClientByDatagrams(peer, here)
                : recording.withClient(peer, here);
    }

    private Conversation withServer(Endpoint server) {
        SockAddr here = session.serverLocal().orElseGet(server::local);
        SockAddr peer = session.serverAddress().orElseGet(server::remote);
        return server instanceof DatagramEndpoint
                ? recording.withServerByDatagrams(here, peer)
                : recording.withServer(here, peer);
    }

    /** Takes it out; what has passed so far is still written. */
    void end(String why) {
        leaveStreams();
        recording.end(why);
    }

    /** Sees nothing from now on. */
    synchronized void leaveStreams() {
        over = true;
        follow();
    }

    TapState state() {
        return new TapState(
                session.sessionId(),
                recording.path().toString(),
                recording.written(),
                order.bytes(),
                recording.secondsLeft(),
                recording.droppedBytes(),
                recording.ended());
    }
}
