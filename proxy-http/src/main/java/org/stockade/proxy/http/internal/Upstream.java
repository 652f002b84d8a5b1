package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.log.EventLog;
import org.stockade.session.StackedSession;

/** Sends one request to the server and finds its final response. Runs in the main thread. */
final class Upstream {
    private static final EventLog LOG = EventLog.of("http");
    private static final int MOST_INTERIM = 8;
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final StackedSession session;
    private final HttpPolicy policy;
    private final ServerLink link;
    private final Request request;
    private final Fields fields;
    private final ResponseClock clock;
    private @Nullable RequestBody body;
    private boolean clientWaits;
    private int interim;

    /**
     * @param fields of the request, as they go to the server
     */
    Upstream(
            StackedSession session,
            HttpPolicy policy,
            ServerLink link,
            Request request,
            Fields fields) {
        this.session = session;
        this.policy = policy;
        this.link = link;
        this.request = request;
        this.fields = fields;
        clock = new ResponseClock(session.limit("response"));
        clientWaits = request.expects();
    }

    /**
     * The final response's head.
     *
     * @throws RefusedException if there is none that could be passed on
     * @throws ClientLostException if the client is gone
     */
    ResponseHead ask() throws IOException {
        boolean repeatable = request.repeatable();
        while (true) {
            Endpoint server = link.open(request.target().authority(), 80);
            clock.restart();
            try {
                return exchange(server);
            } catch (ClientLostException lost) {
                link.drop();
                throw lost;
            } catch (IOException failure) {
                boolean again = repeatable && link.reused() && link.silent();
                link.drop();
                if (!again) {
                    throw refusal(failure);
                }
                // RFC 9112 section 9.3.1: the server closed just as the request was sent.
                repeatable = false;
                LOG.debug(
                        "retry", session, "kept connection was lost", "why", failure.getMessage());
            }
        }
    }

    private ResponseHead exchange(Endpoint server) throws IOException {
        send(server);
        if (clientWaits) {
            ResponseHead instead = awaitContinue(server);
            if (instead != null) {
                return instead;
            }
        }
        if (!(request.framing() instanceof Framing.None)) {
            body = RequestBody.start(session, request.framing(), policy, server, clock);
        }
        ResponseHead head = next(server);
        while (head.interim()) {
            head = next(server);
        }
        return head;
    }

    private void send(Endpoint server) {
        StringBuilder head =
                new StringBuilder(512)
                        .append(request.method())
                        .append(' ')
                        .append(request.target().path())
                        .append(" HTTP/1.1\r\n");
        byte[] wire =
                fields.writeTo(head)
                        .append("\r\n")
                        .toString()
                        .getBytes(StandardCharsets.ISO_8859_1);
        try {
            server.write(ByteBuffer.wrap(wire));
            server.flush();
        } catch (IOException refused) {
            // A server that closes may have said why first: reading tells.
            LOG.debug("send", session, "server took no request", "why", refused.getMessage());
        }
    }

    /**
     * Waits for the 100, a while; a final response that comes in its place (RFC 9110 section
     * 10.1.1).
     */
    private @Nullable ResponseHead awaitContinue(Endpoint server) throws IOException {
        while (clientWaits) {
            switch (server.await(policy.continueLimit())) {
                case BYTES, END -> {
                    ResponseHead head = next(server);
                    if (!head.interim()) {
                        return head;
                    }
                }
                case TIME, FINISH -> tellContinue();
            }
        }
        return null;
    }

    private void tellContinue() throws ClientLostException {
        clientWaits = false;
        try {
            session.clientStream().write(ByteBuffer.wrap(CONTINUE));
            session.clientStream().flush();
        } catch (IOException gone) {
            throw new ClientLostException(gone);
        }
    }

    /** The next head, interim or final. */
    private ResponseHead next(Endpoint server) throws IOException {
        awaitHead(server);
        ResponseHead head;
        clock.limit(server);
        try {
            head = HeadReader.response(server, policy.headLimits());
        } finally {
            clock.close();
        }
        if (head.interim()) {
            if (head.status() == 101) {
                throw new MalformedMessageException(502, "a 101 that nobody asked for");
            }
            if (++interim > MOST_INTERIM) {
                throw new MalformedMessageException(
                        502, "more than " + MOST_INTERIM + " interim responses");
            }
            if (head.status() == 100 && clientWaits) {
                tellContinue();
            }
        }
        return head;
    }

    /**
     * Waits for the server with an eye on the client: when that is reset, nobody wants the answer.
     */
    private void awaitHead(Endpoint server) throws IOException {
        while (true) {
            Duration left = clock.left();
            if (left.isZero()) {
                throw new TimeLimitException(
                        "no response within "
                                + clock.limit().toSeconds()
                                + " s; time-limits.response raises it");
            }
            switch (server.await(left.compareTo(GLANCE) < 0 ? left : GLANCE)) {
                case BYTES, END, FINISH -> {
                    return;
                }
                case TIME -> {
                    RequestBody running = body;
                    if (running == null || running.ended()) {
                        glanceAtClient();
                    }
                }
            }
        }
    }

    private void glanceAtClient() throws ClientLostException {
        try {
            session.clientStream().await(Duration.ZERO);
        } catch (IOException gone) {
            throw new ClientLostException(gone);
        }
    }

    /** What a failure means for the client; its own broken body comes first. */
    private IOException refusal(IOException failure) {
        IOException clients = body == null ? null : body.clientFailure();
        if (clients instanceof MalformedMessageException malformed) {
            return RefusedException.request(malformed);
        }
        if (clients != null) {
            return new ClientLostException(clients);
        }
        return switch (failure) {
            case MalformedMessageException malformed -> RefusedException.response(malformed);
            case TimeLimitException slow ->
                    RefusedException.server(504, "The server did not answer in time.", slow);
            case ServerEndedException ended ->
                    RefusedException.server(
                            502, "The server closed the connection without an answer.", ended);
            default ->
                    RefusedException.server(502, "The connection to the server was lost.", failure);
        };
    }

    /** The request's body, if it has been begun. */
    @Nullable RequestBody body() {
        return body;
    }

    /** Whether the client still holds a body that the server did not ask for. */
    boolean bodyUnasked() {
        return body == null && !(request.framing() instanceof Framing.None);
    }
}
