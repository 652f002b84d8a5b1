package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;
import org.stockade.log.EventLog;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Wish;

/** One request and its response. */
final class Exchange {
    private static final EventLog LOG = EventLog.of("http");
    private static final byte[] ESTABLISHED =
            "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** A child may end early; this much of the response is read on to keep the connection. */
    private static final long MOST_DRAINED = 256 * 1024;

    private final StackedSession session;
    private final HttpPolicy policy;
    private final ServerLink link;
    private final Request request;
    private final boolean last;
    private @Nullable RequestBody body;

    /**
     * @param last whether the client's connection ends after this request in any case
     */
    Exchange(
            StackedSession session,
            HttpPolicy policy,
            ServerLink link,
            Request request,
            boolean last) {
        this.session = session;
        this.policy = policy;
        this.link = link;
        this.request = request;
        this.last = last;
    }

    /**
     * Serves the request.
     *
     * @return whether the client's connection stands at a clean border and stays
     * @throws RefusedException if the client is to get a page
     */
    boolean run() throws IOException {
        HttpAttributes.publish(session, request);
        if (request.target().form() == Target.Form.AUTHORITY) {
            tunnel();
            return false;
        }
        Forwarding forwarding =
                new Forwarding(
                        policy.via(),
                        field ->
                                LOG.info(
                                        "protected-option",
                                        session,
                                        "Connection names a field that it cannot remove",
                                        "field",
                                        field));
        Fields fields =
                forwarding.request(
                        request.head(),
                        request.target(),
                        request.framing(),
                        request.expects(),
                        policy.readsBodies());
        Upstream upstream = new Upstream(session, policy, link, request, fields);
        ResponseHead head;
        try {
            head = upstream.ask();
        } finally {
            body = upstream.body();
        }
        HttpAttributes.publish(session, head);
        return answer(head, forwarding, upstream.bodyUnasked());
    }

    private boolean answer(ResponseHead head, Forwarding forwarding, boolean bodyUnasked)
            throws IOException {
        ResponseRelay relay = new ResponseRelay(session, policy, request, head, link.current());
        RequestBody sending = body;
        boolean keep =
                !last
                        && request.head().persistent()
                        && relay.endsItself()
                        && !bodyUnasked
                        && (sending == null || sending.received())
                        && session.wish() == Wish.GO_ON;
        boolean whole;
        try {
            whole = relay.send(forwarding, keep);
        } catch (IOException failure) {
            link.drop();
            throw failure;
        }
        LOG.debug(
                "request",
                session,
                "served",
                "method",
                request.method(),
                "url",
                request.target().url(),
                "status",
                head.status());
        if (!whole) {
            link.drop();
            return false;
        }
        boolean sent = sending == null || sending.settle();
        if (!sent || bodyUnasked || !relay.serverStays() || !relay.drained(MOST_DRAINED)) {
            link.drop();
        }
        return keep && (sending == null || sending.ended());
    }

    /** RFC 9110 section 9.3.6: from here on bytes, those behind the head first. */
    private void tunnel() throws IOException {
        if (!(request.framing() instanceof Framing.None)) {
            throw RefusedException.request(
                    new MalformedMessageException(400, "CONNECT with a body"));
        }
        link.release();
        Endpoint server = link.open(request.target().authority(), 443);
        Endpoint client = session.clientStream();
        client.write(ByteBuffer.wrap(ESTABLISHED));
        client.flush();
        LOG.debug("tunnel", session, "open", "to", request.target().authority());
        link.handOver();
        session.relay(client, server, true);
    }

    /** The body that a fork may still be reading from the client. */
    @Nullable RequestBody body() {
        return body;
    }
}
