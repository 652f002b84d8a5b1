package org.stockade.engine.internal;

import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import org.stockade.access.TapOrder;
import org.stockade.access.TapState;
import org.stockade.endpoint.Endpoint;
import org.stockade.engine.internal.tap.Conversation;
import org.stockade.engine.internal.tap.Recording;
import org.stockade.session.AbstractSession;
import org.stockade.session.StackedSession;
import org.stockade.transport.BufferedEndpoint;

/** The tap of one node: its two streams of the moment, and what is recorded of them. */
final class NodeTap {
    private final StackedSession session;
    private final TapOrder order;
    private final Recording recording;

    /** Changed under the monitor, within which nothing waits. */
    private final Map<BufferedEndpoint, Conversation> tapped = new IdentityHashMap<>(4);

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
        Iterator<Map.Entry<BufferedEndpoint, Conversation>> all = tapped.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<BufferedEndpoint, Conversation> each = all.next();
            if (over || (each.getKey() != client && each.getKey() != server)) {
                each.getKey().untap(each.getValue());
                all.remove();
            }
        }
        if (over) {
            return;
        }
        if (client instanceof BufferedEndpoint stream && !tapped.containsKey(stream)) {
            tap(
                    stream,
                    recording.withClient(
                            session.clientAddress().orElseGet(stream::remote),
                            session.clientLocal().orElseGet(stream::local)));
        }
        if (server instanceof BufferedEndpoint stream && !tapped.containsKey(stream)) {
            tap(
                    stream,
                    recording.withServer(
                            session.serverLocal().orElseGet(stream::local),
                            session.serverAddress().orElseGet(stream::remote)));
        }
    }

    private void tap(BufferedEndpoint stream, Conversation conversation) {
        tapped.put(stream, conversation);
        stream.tap(conversation);
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
