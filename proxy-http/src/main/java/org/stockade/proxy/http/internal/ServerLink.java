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

    /** How many kept connections are ended to get at a new one; then what comes is taken. */
    private static final int MOST_DISCARDED = 64;

    private static final long AUTHENTICATING =
            FieldName.set(
                    FieldName.AUTHORIZATION,
                    FieldName.WWW_AUTHENTICATE,
                    FieldName.PROXY_AUTHENTICATE);

    private final StackedSession session;
    private final boolean inband;
    private @Nullable Endpoint server;
    private Authority to = Target.NOWHERE;
    private boolean reused;
    private boolean bound;
    private long receivedBefore;

    ServerLink(StackedSession session) {
        this.session = session;
        inband = session.route().inband();
    }

    /**
     * A connection to the server of this target: the one at hand where it is that server's and
     * stands at a clean message border, else another one.
     */
    Endpoint open(Authority target, int usualPort) throws RefusedException {
        Endpoint kept = server;
        if (kept != null && inband && !leadsTo(target, usualPort)) {
            release();
            kept = null;
        } else if (kept != null && !isClean(kept)) {
            close();
            kept = null;
        }
        reused = kept != null;
        if (kept == null) {
            kept = connect(new Authority(target.host(), target.portOr(usualPort)));
            reused = isUsed(kept);
        }
        receivedBefore = kept.received();
        return kept;
    }

    /**
     * A connection that has served nobody: kept ones that come instead are ended, since what was
     * tried before them was dead.
     */
    Endpoint openNew(Authority target, int usualPort) throws RefusedException {
        drop();
        Authority wanted = new Authority(target.host(), target.portOr(usualPort));
        Endpoint opened = connect(wanted);
        for (int i = 0; i < MOST_DISCARDED && isUsed(opened); i++) {
            drop();
            opened = connect(wanted);
        }
        reused = isUsed(opened);
        receivedBefore = opened.received();
        return opened;
    }

    private boolean leadsTo(Authority target, int usualPort) {
        return target.portOr(usualPort) == to.port() && target.host().equals(to.host());
    }

    /** Whether it comes from a pool: a new connection has carried nothing. */
    private static boolean isUsed(Endpoint opened) {
        return opened.received() > 0 || opened.sent() > 0;
    }

    private Endpoint connect(Authority target) throws RefusedException {
        Endpoint opened = dial(target);
        server = opened;
        to = target;
        return opened;
    }

    private Endpoint dial(Authority target) throws RefusedException {
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

    /**
     * Lets go of the connection while the client is silent, so that other sessions can use it:
     * {@link #open} takes one again.
     */
    void rest() {
        Endpoint now = server;
        if (now == null || bound) {
            return;
        }
        if (isClean(now)) {
            release();
        } else {
            close();
        }
    }

    /**
     * Looks for NTLM and Negotiate in a request or a response: they authenticate the connection and
     * not the request (RFC 4559 section 6), so from then on each is this client's alone.
     */
    void watch(Fields fields) {
        if (fields.hasAny(AUTHENTICATING)) {
            bound |=
                    namesConnectionScheme(fields, FieldName.AUTHORIZATION)
                            || namesConnectionScheme(fields, FieldName.WWW_AUTHENTICATE)
                            || namesConnectionScheme(fields, FieldName.PROXY_AUTHENTICATE);
        }
    }

    private static boolean namesConnectionScheme(Fields fields, FieldName name) {
        for (String member : fields.members(name)) {
            String scheme = member.split(" ", 2)[0];
            if (scheme.equalsIgnoreCase("NTLM") || scheme.equalsIgnoreCase("Negotiate")) {
                return true;
            }
        }
        return false;
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

    /** Closes the connection in order, after its last exchange. */
    void close() {
        Endpoint now = server;
        server = null;
        if (now != null) {
            now.close();
        }
    }

    /**
     * Lets go of a connection that stands at a message border: another session may have it, unless
     * it was authenticated for this one.
     */
    void release() {
        Endpoint now = server;
        server = null;
        if (now != null && !now.isClosed()) {
            if (now.hasBuffered()) {
                now.abort();
            } else if (bound) {
                now.close();
            } else {
                session.giveBack(now);
            }
        }
    }
}
