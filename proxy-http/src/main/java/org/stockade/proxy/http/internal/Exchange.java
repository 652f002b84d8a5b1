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

    private final Connection connection;
    private final Request request;
    private final boolean last;
    private @Nullable RequestBody body;

    /**
     * @param last whether the client's connection ends after this request in any case
     */
    Exchange(Connection connection, Request request, boolean last) {
        this.connection = connection;
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
        connection.attributes().begin(request);
        if (request.target().form() == Target.Form.AUTHORITY) {
            tunnel();
            return false;
        }
        if (request.goesNoFurther()) {
            return answerHere();
        }
        connection.link().watch(request.head().fields());
        Upstream upstream = new Upstream(connection, request);
        ResponseHead head;
        try {
            head = upstream.ask();
        } finally {
            body = upstream.body();
        }
        connection.attributes().respond(head);
        connection.link().watch(head.fields());
        return answer(head, upstream.bodyUnasked());
    }

    private boolean answer(ResponseHead head, boolean bodyUnasked) throws IOException {
        ServerLink link = connection.link();
        ResponseRelay relay = new ResponseRelay(connection, request, head);
        RequestBody sending = body;
        boolean keep =
                !last
                        && request.head().persistent()
                        && relay.endsItself()
                        && !bodyUnasked
                        && (sending == null || sending.received())
                        && connection.session().wish() == Wish.GO_ON;
        boolean whole;
        try {
            whole = relay.send(keep);
        } catch (IOException failure) {
            link.drop();
            throw failure;
        }
        if (LOG.debugs()) {
            LOG.debug(
                    "request",
                    connection.session(),
                    "served",
                    "method",
                    request.method(),
                    "url",
                    request.target().url(),
                    "status",
                    head.status());
        }
        if (!whole) {
            link.drop();
            return false;
        }
        boolean sent = sending == null || sending.settle();
        if (!sent || bodyUnasked || !relay.drained(MOST_DRAINED)) {
            link.drop();
        } else if (!relay.serverStays()) {
            link.close();
        }
        return keep && (sending == null || sending.ended());
    }

    /**
     * RFC 9110 section 7.6.2: it was to come this far. What TRACE asks for would repeat secrets.
     */
    private boolean answerHere() throws IOException {
        if (!request.method().equals("OPTIONS") || !(request.framing() instanceof Framing.None)) {
            throw RefusedException.byPolicy("Method " + request.method() + " ends here");
        }
        boolean keep =
                !last && request.version() == Version.HTTP_1_1 && request.head().persistent();
        String head =
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                        + (keep ? "" : "Connection: close\r\n")
                        + "\r\n";
        connection.client().write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        connection.client().flush();
        return keep;
    }

    /** RFC 9110 section 9.3.6: from here on bytes, those behind the head first. */
    private void tunnel() throws IOException {
        if (!(request.framing() instanceof Framing.None)) {
            throw RefusedException.request(
                    new MalformedMessageException(400, "CONNECT with a body"));
        }
        ServerLink link = connection.link();
        StackedSession session = connection.session();
        link.release();
        Endpoint server = link.openNew(request.target().authority(), 443);
        Endpoint client = connection.client();
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
