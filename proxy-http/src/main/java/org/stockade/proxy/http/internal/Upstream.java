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
    private static final byte[] HTTP_1_1 = Octets.of(" HTTP/1.1\r\n");
    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** So many connections in a row may turn out to be closed; then a new one is opened. */
    private static final int MOST_STALE = 3;

    private final Connection connection;
    private final Request request;
    private @Nullable RequestBody body;
    private boolean clientWaits;
    private int interim;

    Upstream(Connection connection, Request request) {
        this.connection = connection;
        this.request = request;
        clientWaits = request.expects();
    }

    private StackedSession session() {
        return connection.session();
    }

    /**
     * The final response's head.
     *
     * @throws RefusedException if there is none that could be passed on
     * @throws ClientLostException if the client is gone
     */
    ResponseHead ask() throws IOException {
        ServerLink link = connection.link();
        for (int stale = 0; ; stale++) {
            Authority authority = request.target().authority();
            Endpoint server =
                    stale < MOST_STALE ? link.open(authority, 80) : link.openNew(authority, 80);
            connection.clock().restart();
            try {
                return exchange(server);
            } catch (ClientLostException lost) {
                link.drop();
                throw lost;
            } catch (IOException failure) {
                boolean again =
                        stale < MOST_STALE
                                && request.repeatable()
                                && link.reused()
                                && link.silent();
                link.drop();
                if (!again) {
                    throw refusal(failure);
                }
                // RFC 9112 section 9.3.1: the server closed just as the request was sent.
                LOG.debug(
                        "retry",
                        session(),
                        "kept connection was lost",
                        "why",
                        failure.getMessage());
            }
        }
    }

    private ResponseHead exchange(Endpoint server) throws IOException {
        boolean bodyless = request.framing() instanceof Framing.None;
        send(server, bodyless || clientWaits);
        if (clientWaits) {
            ResponseHead instead = awaitContinue(server);
            if (instead != null) {
                return instead;
            }
        }
        if (!bodyless) {
            body =
                    RequestBody.start(
                            session(),
                            request.framing(),
                            connection.policy(),
                            server,
                            connection.clock());
        }
        ResponseHead head = next(server);
        while (head.interim()) {
            head = next(server);
        }
        return head;
    }

    /**
     * @param alone whether nothing follows at once, with which the head could leave
     */
    private void send(Endpoint server, boolean alone) {
        HeadWriter out = connection.out().begin();
        out.text(request.method()).text(" ").text(request.target().path()).octets(HTTP_1_1);
        connection.forwarding().request(out, request, connection.policy().readsBodies());
        try {
            server.write(out.crlf().octets());
            if (alone) {
                server.flush();
            }
        } catch (IOException refused) {
            // A server that closes may have said why first: reading tells.
            LOG.debug("send", session(), "server took no request", "why", refused.getMessage());
        }
    }

    /**
     * Waits for the 100, a while; a final response that comes in its place (RFC 9110 section
     * 10.1.1).
     */
    private @Nullable ResponseHead awaitContinue(Endpoint server) throws IOException {
        while (clientWaits) {
            switch (server.await(connection.policy().continueLimit())) {
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
            connection.client().write(ByteBuffer.wrap(CONTINUE));
            connection.client().flush();
        } catch (IOException gone) {
            throw new ClientLostException(gone);
        }
    }

    /** The next head, interim or final. */
    private ResponseHead next(Endpoint server) throws IOException {
        awaitHead(server);
        HeadReader responses = connection.responses();
        if (!responses.begin(server)) {
            readRest(server, responses);
        }
        ResponseHead head = responses.response();
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

    private void readRest(Endpoint server, HeadReader responses) throws IOException {
        connection.clock().limit(server);
        try {
            if (!responses.finish(server)) {
                throw new ServerEndedException(
                        "the server closed the connection without an answer");
            }
        } finally {
            connection.clock().close();
        }
    }

    /**
     * Waits for the server with an eye on the client: when that is reset, nobody wants the answer.
     */
    private void awaitHead(Endpoint server) throws IOException {
        ResponseClock clock = connection.clock();
        while (true) {
            Duration glance = clock.glance();
            if (glance.isZero()) {
                throw new TimeLimitException(
                        "no response within "
                                + clock.limit().toSeconds()
                                + " s; time-limits.response raises it");
            }
            switch (server.await(glance)) {
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
            connection.client().await(Duration.ZERO);
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
