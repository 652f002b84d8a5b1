package org.stockade.engine.internal.change;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.access.PolicyChanges.Entry;
import org.stockade.access.PolicyChanges.Pending;

/** The commit that waits for its confirmation, if one does. */
final class Waiting {
    /** How long after a way back that failed it is tried again. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final ReentrantLock lock;
    private final TakingBack takingBack;
    private final Later later;
    private @Nullable PendingCommit commit;
    private long deadline;

    /**
     * None waits.
     *
     * @param lock held by whoever calls any of this
     */
    Waiting(ReentrantLock lock, TakingBack takingBack, Later later) {
        this.lock = lock;
        this.takingBack = takingBack;
        this.later = later;
    }

    boolean isAny() {
        return commit != null;
    }

    /** Why nothing else can be loaded. */
    String why() {
        return pending()
                .map(
                        each ->
                                each.user()
                                        + " has committed "
                                        + each.origin()
                                        + (each.left().isZero()
                                                ? ", which was not confirmed in time and cannot go"
                                                        + " back yet"
                                                : ", which waits "
                                                        + each.left().toSeconds()
                                                        + " s more for its confirmation")
                                        + "; first end that with policy confirm or policy rollback")
                .orElse("");
    }

    /** From now on one waits, so long. */
    void begin(PendingCommit made, Duration left) {
        commit = made;
        deadline = System.nanoTime() + left.toNanos();
        later.after(left, () -> expire(made));
    }

    /** From now on one waits that could not go back: it is tried again. */
    void beginAgain(PendingCommit made) {
        commit = made;
        deadline = System.nanoTime();
        later.after(AGAIN, () -> expire(made));
    }

    /** None waits any more; returns what did. */
    Optional<PendingCommit> end() {
        Optional<PendingCommit> ended = Optional.ofNullable(commit);
        commit = null;
        return ended;
    }

    /** Goes back at once; what cannot go back goes on waiting. */
    PolicyReport goBack(String user, String kind) {
        PendingCommit made = commit;
        if (made == null) {
            return new PolicyReport(List.of(), List.of());
        }
        TakingBack.Outcome outcome = takingBack.goBack(made, user, kind);
        if (outcome.isBack()) {
            commit = null;
        }
        return outcome.report();
    }

    private void expire(PendingCommit made) {
        lock.lock();
        try {
            if (commit != made) {
                return;
            }
            PolicyReport unused = goBack(made.committed().entry().user(), Kept.EXPIRED);
            if (commit == made) {
                later.after(AGAIN, () -> expire(made));
            }
        } finally {
            lock.unlock();
        }
    }

    Optional<Pending> pending() {
        PendingCommit made = commit;
        if (made == null) {
            return Optional.empty();
        }
        Entry entry = made.committed().entry();
        return Optional.of(
                new Pending(
                        entry.number(),
                        entry.user(),
                        made.committed().document("").shown(),
                        entry.hash(),
                        Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
    }
}
