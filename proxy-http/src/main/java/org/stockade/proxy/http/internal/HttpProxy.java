package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.log.EventLog;
import org.stockade.proxy.Proxy;
import org.stockade.session.Outcome;
import org.stockade.session.StackedSession;

/** One client connection: a request, its response, the next request (RFC 9112 section 9). */
final class HttpProxy implements Proxy {
    private static final EventLog LOG = EventLog.of("http");
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int MOST_LINGERED = 40 * 1024;

    private final HttpPolicy policy;

    HttpProxy(HttpPolicy policy) {
        this.policy = policy;
    }

    @Override
    public void run(StackedSession session) throws IOException {
        Connection connection = Connection.of(session, policy);
        boolean goesOn = true;
        for (int number = 1; goesOn; number++) {
            goesOn = serve(connection, number);
        }
        connection.link().release();
    }

    /** One request; whether a further one can follow. */
    private boolean serve(Connection connection, int number) throws IOException {
        StackedSession session = connection.session();
        RequestHead head = null;
        Exchange exchange = null;
        try {
            head = awaitRequest(connection, number == 1);
            if (head == null) {
                return false;
            }
            if (policy.verdict(head.method()) == RequestVerdict.ABORT) {
                String why = "method " + head.method() + " is aborted by policy";
                LOG.info("refused", session, "connection closed", "why", why);
                session.end(Outcome.ABORTED_BY_POLICY_ACTION, why);
                return false;
            }
            Request request = connection.check().check(head);
            exchange = new Exchange(connection, request, policy.isLastRequest(number));
            boolean stays = exchange.run();
            if (!stays) {
                leave(session, exchange.body(), false);
            }
            return stays;
        } catch (RefusedException refused) {
            connection.link().drop();
            report(session, head, refused);
            ErrorPage page = new ErrorPage(refused.status(), refused.told(), session.sessionId());
            page.writeTo(session.clientStream(), head != null && head.method().equals("HEAD"));
            leave(session, exchange == null ? null : exchange.body(), true);
            return false;
        } catch (ClientLostException gone) {
            connection.link().drop();
            session.master().note("client: " + gone.getMessage());
            leave(session, exchange == null ? null : exchange.body(), false);
            return false;
        }
    }

    /** The next request head; {@code null} where none will come. */
    private @Nullable RequestHead awaitRequest(Connection connection, boolean first)
            throws IOException {
        long begun = first ? System.nanoTime() : 0;
        Duration limit = connection.patience().head();
        switch (awaitClient(connection, first)) {
            case BYTES -> {}
            case END, FINISH -> {
                return null;
            }
            case TIME -> {
                if (first) {
                    throw slow(limit);
                }
                return null;
            }
        }
        HeadReader requests = connection.requests();
        try {
            if (!requests.begin(connection.client())) {
                Duration left = first ? limit.minusNanos(System.nanoTime() - begun) : limit;
                if (!readRest(connection, left)) {
                    return null;
                }
            }
            return requests.request(policy.longestUrl());
        } catch (MalformedMessageException malformed) {
            throw RefusedException.request(malformed);
        } catch (TimeLimitException late) {
            throw slow(limit);
        }
    }

    private static Endpoint.Readiness awaitClient(Connection connection, boolean first)
            throws IOException {
        Endpoint client = connection.client();
        Patience patience = connection.patience();
        if (first) {
            return client.await(patience.head());
        }
        Endpoint.Readiness found = client.await(patience.busy());
        if (found != Endpoint.Readiness.TIME) {
            return found;
        }
        connection.rest();
        return client.await(patience.idle());
    }

    private static boolean readRest(Connection connection, Duration left) throws IOException {
        Endpoint client = connection.client();
        Deadline running =
                client.readWithin("request head", left.isNegative() ? Duration.ZERO : left);
        try {
            return connection.requests().finish(client);
        } finally {
            running.close();
        }
    }

    private static RefusedException slow(Duration limit) {
        String why =
                "no whole request head within "
                        + limit.toSeconds()
                        + " s; time-limits.head raises it";
        return new RefusedException(
                RefusedException.Reason.CLIENT_SLOW, 408, "The request took too long.", why);
    }

    private static void report(
            StackedSession session, @Nullable RequestHead head, RefusedException refused) {
        String event =
                switch (refused.reason()) {
                    case VIOLATION -> "violation";
                    case REFUSED, LIMIT -> "refused";
                    case SERVER_VIOLATION -> "server-violation";
                    case CONNECT_FAILED, SERVER_FAILED -> "server-failed";
                    case CLIENT_SLOW -> "client-slow";
                    case CLIENT_GONE -> "client-gone";
                };
        LOG.info(
                event,
                session,
                "error page sent",
                "status",
                refused.status(),
                "method",
                head == null ? "" : head.method(),
                "target",
                head == null ? "" : head.target(),
                "why",
                refused.why());
        switch (refused.reason()) {
            case VIOLATION, SERVER_VIOLATION ->
                    session.end(Outcome.ABORTED_BY_POLICY_ACTION, refused.why());
            case REFUSED -> session.end(outcomeOf(refused), refused.why());
            case LIMIT -> session.end(Outcome.DENIED_BY_LIMIT, refused.why());
            case CONNECT_FAILED -> session.end(outcomeOf(refused), refused.why());
            case SERVER_FAILED, CLIENT_SLOW, CLIENT_GONE -> session.master().note(refused.why());
        }
    }

    private static Outcome outcomeOf(RefusedException refused) {
        Throwable cause = refused.getCause();
        return cause == null ? Outcome.ABORTED_BY_POLICY_ACTION : Outcome.of(cause);
    }

    /**
     * Ends our side and reads on for a while: a close with bytes unread would be a reset, and that
     * can overtake the answer (RFC 9112 section 9.6).
     */
    private static void leave(StackedSession session, @Nullable RequestBody body, boolean answered)
            throws IOException {
        Endpoint client = session.clientStream();
        if (client.isClosed()) {
            if (body != null) {
                body.quit();
            }
            return;
        }
        boolean reading = body != null && !body.ended();
        if (!reading && !answered && !client.hasBuffered()) {
            return;
        }
        try {
            client.endOutput();
            if (body != null && reading) {
                body.quit();
            } else {
                linger(client);
            }
        } catch (IOException gone) {
            LOG.debug("gone", session, "client left first", "why", gone.getMessage());
        }
    }

    private static void linger(Endpoint client) throws IOException {
        long until = System.nanoTime() + LINGER.toNanos();
        int read = 0;
        while (read < MOST_LINGERED) {
            Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
            if (left.isZero() || client.await(left) != Endpoint.Readiness.BYTES) {
                return;
            }
            int count = client.unread().remaining();
            client.consume(count);
            read += count;
        }
    }
}
