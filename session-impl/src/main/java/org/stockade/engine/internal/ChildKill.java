package org.stockade.engine.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;
import org.stockade.log.EventLog;
import org.stockade.session.AbstractSession;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Wish;
import org.stockade.session.Verdict;
import org.stockade.transport.PayloadEndpoint;
import org.stockade.transport.PipeEndpoint;

/**
 * The end of one child alone, asked for from outside: its parent sees a failure, as closed as any.
 *
 * <p>It runs on its parent's thread, so it can be interrupted only while it is there: what was
 * meant for the child must not reach the parent.
 */
final class ChildKill {
    /** A child that has not returned by then takes its session with it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final EventLog LOG = EventLog.of("core");

    private final Engine engine;
    private final SessionRun run;
    private final NodeWork node;
    private @Nullable Thread at;
    private volatile @Nullable String why;

    ChildKill(Engine engine, SessionRun run, NodeWork node) {
        this.engine = engine;
        this.run = run;
        this.node = node;
    }

    /** The child begins, on this thread. */
    synchronized void enter() {
        at = Thread.currentThread();
    }

    /** The child has returned: from now on an interrupt is for somebody else. */
    synchronized void leave() {
        at = null;
        if (why != null && Thread.interrupted() && run.wish() == Wish.END) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAsked() {
        return why != null;
    }

    /** What its parent is told in place of its own verdict; empty: it was not killed. */
    Optional<Verdict> verdict() {
        return Optional.ofNullable(why).map(Verdict.Failed::new);
    }

    /** Ends the child; {@code false} if it has returned already. */
    boolean kill(String reason) {
        StackedSession session = node.session();
        String said = "child " + session.sessionId() + " was " + reason;
        synchronized (this) {
            if (at == null) {
                return false;
            }
            if (why != null) {
                return true;
            }
            why = said;
        }
        node.verdict(new Verdict.Failed(said));
        run.master().note(said);
        LOG.warning("child-killed", session, "closed, not open", "why", reason);
        List<NodeWork> ended = run.nodes().stream().filter(each -> isBelow(each, session)).toList();
        ended.forEach(each -> closeStreams(each.session()));
        synchronized (this) {
            if (at != null) {
                at.interrupt();
            }
        }
        ended.forEach(NodeWork::cancelForks);
        engine.later(PATIENCE, () -> escalate(said));
        return true;
    }

    private static boolean isBelow(NodeWork node, StackedSession top) {
        for (AbstractSession each = node.session();
                each instanceof StackedSession stacked;
                each = stacked.owner()) {
            if (each == top) {
                return true;
            }
        }
        return false;
    }

    /** What a parent made for it; what is the parent's own stays for the parent to decide. */
    private static void closeStreams(StackedSession session) {
        streams(session)
                .filter(ChildKill::isMade)
                .filter(stream -> streams(session.owner()).noneMatch(own -> own == stream))
                .forEach(Endpoint::abort);
    }

    private static Stream<Endpoint> streams(AbstractSession session) {
        return Stream.concat(
                session.attribute(AbstractSession.CLIENT_STREAM).stream(),
                session.serverStream().stream());
    }

    private static boolean isMade(Endpoint stream) {
        return stream instanceof PayloadEndpoint || stream instanceof PipeEndpoint;
    }

    private void escalate(String said) {
        boolean stays;
        synchronized (this) {
            stays = at != null;
        }
        if (stays) {
            run.kill(said + "; it had not returned 5 s later");
        }
    }
}
