package org.stockade.engine.internal;

import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import org.stockade.access.TapOrder;
import org.stockade.access.TapState;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.tap.Conversation;
import org.stockade.engine.internal.tap.Recording;
import org.stockade.session.AbstractSession;
import org.stockade.session.StackedSession;
import org.stockade.transport.BufferedEndpoint;
import org.stockade.transport.MessageEndpoint;

/** The tap of one node: its two streams of the moment, and what is recorded of them. */
final class NodeTap {
    private final StackedSession session;
    private final TapOrder order;
    private final Recording recording;

    /** Changed under the monitor, within which nothing waits. */
    private final Map<Endpoint, Conversation> tapped = new IdentityHashMap<>(4);

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
        Iterator<Map.Entry<Endpoint, Conversation>> all = tapped.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Endpoint, Conversation> each = all.next();
            if (over || (each.getKey() != client && each.getKey() != server)) {
                untap(each.getKey(), each.getValue());
                all.remove();
            }
        }
        if (over) {
            return;
        }
        if (client != null && !tapped.containsKey(client)) {
            tapClient(client);
        }
        if (server != null && !tapped.containsKey(server)) {
            tapServer(server);
        }
    }

    private void tapClient(Endpoint client) {
        SockAddr peer = session.clientAddress().orElseGet(client::remote);
        SockAddr here = session.clientLocal().orElseGet(client::local);
        switch (client) {
            case BufferedEndpoint stream -> {
                Conversation made = recording.withClient(peer, here);
                tapped.put(stream, made);
                stream.tap(made);
            }
            case MessageEndpoint datagrams -> {
                Conversation made = recording.withClientByDatagrams(peer, here);
                tapped.put(datagrams, made);
                datagrams.tap(made);
            }
            default -> {} // Somebody else's, which cannot be tapped.
        }
    }

    private void tapServer(Endpoint server) {
        SockAddr here = session.serverLocal().orElseGet(server::local);
        SockAddr peer = session.serverAddress().orElseGet(server::remote);
        switch (server) {
            case BufferedEndpoint stream -> {
                Conversation made = recording.withServer(here, peer);
                tapped.put(stream, made);
                stream.tap(made);
            }
            case MessageEndpoint datagrams -> {
                Conversation made = recording.withServerByDatagrams(here, peer);
                tapped.put(datagrams, made);
                datagrams.tap(made);
            }
            default -> {} // Likewise.
        }
    }

    private static void untap(Endpoint endpoint, Conversation conversation) {
        switch (endpoint) {
            case BufferedEndpoint stream -> stream.untap(conversation);
            case MessageEndpoint datagrams -> datagrams.untap(conversation);
            default -> {} // It was never tapped.
        }
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
