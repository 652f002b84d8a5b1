package org.stockade.engine.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.containment.Charge;
import org.stockade.log.EventLog;
import org.stockade.session.LimitException;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Wish;

/** What the proxy of one stacked session answers for: faults of its own code, and what it leaks. */
final class Blame {
    /** Open endpoints of a session, its client's and those of its children among them. */
    private static final int MOST_ENDPOINTS = 32;

    /** Forks of a proxy that have not ended. */
    private static final int MOST_FORKS = 1000;

    /** Spools and expected peers that a proxy has not closed. */
    private static final int MOST_KEPT = 256;

    private static final EventLog LOG = EventLog.of("core");

    private final SessionRun run;
    private final StackedSession session;
    private final AtomicBoolean leaks = new AtomicBoolean();
    private volatile @Nullable Charge charge;
    private volatile @Nullable Throwable others;

    Blame(SessionRun run, StackedSession session) {
        this.run = run;
        this.session = session;
    }

    /** From now on its proxy answers. */
    void charge(Charge counts) {
        charge = counts;
    }

    /** What its proxy's account has of it; empty before it is admitted. */
    Optional<Charge> charge() {
        return Optional.ofNullable(charge);
    }

    /** Whatever the proxy throws next, this is not by its code. */
    void chainerHasThrown(Throwable failed) {
        others = failed;
    }

    /** The proxy has thrown this, which is no network failure. */
    void thrown(Throwable broken) {
        if (broken != others) {
            count(Stacks.said(broken));
        }
    }

    /** What a proxy does when its session is killed is not held against it. */
    private void count(String why) {
        Charge counts = charge;
        if (counts != null && run.wish() != Wish.END) {
            counts.fault(why);
        }
    }

    // Leaks: what a proxy opens and does not close while its session lives; the rest the engine
    // closes.

    /** Before one endpoint more. */
    void checkOpen(int open) throws LimitException {
        if (open >= MOST_ENDPOINTS) {
            throw new LimitException(
                    leak("the session has " + open + " endpoints open; close what is done with"));
        }
    }

    /** Before one fork more. */
    void checkForks(int atWork) {
        if (atWork >= MOST_FORKS) {
            throw new IllegalStateException(
                    leak("the session has " + atWork + " forks at work; let some of them end"));
        }
    }

    /** Before one spool more. */
    void checkKept(int kept) {
        if (kept >= MOST_KEPT) {
            throw new IllegalStateException(
                    leak("the session has " + kept + " spools open; close what is done with"));
        }
    }

    /** Told and counted once, however often the proxy tries again. */
    private String leak(String what) {
        if (leaks.compareAndSet(false, true)) {
            LOG.warning("session-leaks", session, "it gets no more of these", "why", what);
            count(what);
        }
        return what;
    }
}
