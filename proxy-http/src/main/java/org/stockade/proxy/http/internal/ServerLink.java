package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.log.EventLog;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.LimitException;
import org.stockade.session.StackedSession;

/** The server connection of one client connection, kept from one exchange to the next. */
final class ServerLink {
    private static final EventLog LOG = EventLog.of("http");

    private final StackedSession session;
    private final boolean inband;
    private @Nullable Endpoint server;
    private Authority to = Target.NOWHERE;
    private boolean reused;
    private long receivedBefore;

    ServerLink(StackedSession session) {
        this.session = session;
        inband = session.route().inband();
    }

    /**
     * A connection to the server of this target: the one at hand where it is that server's and
     * stands at a clean message border, else a new one.
     */
    Endpoint open(Authority wanted, int usualPort) throws RefusedException {
        Authority target = new Authority(wanted.host(), wanted.portOr(usualPort));
        Endpoint kept = server;
        reused = kept != null && (!inband || target.equals(to)) && isClean(kept);
        if (kept == null || !reused) {
            release();
            kept = connect(target);
            server = kept;
            to = target;
        }
        receivedBefore = kept.received();
        return kept;
    }

    private Endpoint connect(Authority target) throws RefusedException {
        try {
            return inband
                    ? session.connectServer(target.host(), target.port())
                    : session.connectServer();
        } catch (AccessDeniedException denied) {
            throw failed(
                    RefusedException.Reason.REFUSED,
                    403,
                    "A connection to " + target + " is not permitted.",
                    denied);
        } catch (LimitException limit) {
            throw failed(
                    RefusedException.Reason.LIMIT,
                    503,
                    "The firewall has too much to do; please try again later.",
                    limit);
        } catch (ConnectFailedException failure) {
            throw failed(
                    RefusedException.Reason.CONNECT_FAILED,
                    failure.timedOut() ? 504 : 502,
                    failure.timedOut()
                            ? "The server " + target + " does not answer."
                            : "The server " + target + " cannot be reached.",
                    failure);
        } catch (IOException failure) {
            throw failed(
                    RefusedException.Reason.CONNECT_FAILED,
                    502,
                    "The server " + target + " cannot be reached.",
                    failure);
        }
    }

    private static RefusedException failed(
            RefusedException.Reason reason, int status, String told, IOException cause) {
        RefusedException refused =
                new RefusedException(reason, status, told, String.valueOf(cause.getMessage()));
        refused.initCause(cause);
        return refused;
    }

    /**
     * Whether an idle connection may take a request. Bytes nobody asked for are no response to it.
     */
    private boolean isClean(Endpoint idle) {
        try {
            if (idle.isClosed()) {
                return false;
            }
            boolean unasked = idle.hasBuffered();
            if (!unasked) {
                switch (idle.await(Duration.ZERO)) {
                    case BYTES -> unasked = true;
                    case END -> {
                        return false;
                    }
                    case TIME, FINISH -> {}
                }
            }
            if (unasked) {
                LOG.warning(
                        "desync",
                        session,
                        "server sent bytes without a request; connection dropped",
                        "server",
                        to);
                drop();
            }
            return !unasked;
        } catch (IOException lost) {
            return false;
        }
    }

    /** The open connection. */
    Endpoint current() {
        return Objects.requireNonNull(server, "no server connection is open");
    }

    /** Forgets the connection: a tunnel has it, and the engine ends it. */
    void handOver() {
        server = null;
    }

    /** Whether the connection has served a request before this one. */
    boolean reused() {
        return reused;
    }

    /** Whether not one byte has come since the connection was opened for this request. */
    boolean silent() {
        Endpoint now = server;
        return now == null || (now.received() == receivedBefore && !now.unread().hasRemaining());
    }

    /** Ends the connection now: an exchange on it broke off. Wakes a fork that writes to it. */
    void drop() {
        Endpoint now = server;
        server = null;
        if (now != null) {
            now.abort();
        }
    }

    /** Lets go of a connection that stands at a message border. */
    void release() {
        Endpoint now = server;
        server = null;
        if (now != null && !now.isClosed()) {
            if (now.hasBuffered()) {
                now.abort();
            } else {
                session.giveBack(now);
            }
        }
    }
}
