package org.stockade.engine.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stockade.log.EventLog;
import org.stockade.session.MasterSession;

/** The threads that are at work for one session. */
final class SessionThreads {
    private static final EventLog LOG = EventLog.of("core");

    private final Set<Thread> working = ConcurrentHashMap.newKeySet(2);

    void entered(Thread thread) {
        working.add(thread);
    }

    void left(Thread thread) {
        working.remove(thread);
    }

    boolean areGone() {
        return working.isEmpty();
    }

    void interrupt() {
        working.forEach(Thread::interrupt);
    }

    /** Those that have not returned are left behind, with a line each. */
    void abandon(MasterSession session, String bundle) {
        for (Thread thread : working) {
            LOG.error(
                    "session-abandoned",
                    session,
                    "a proxy has not returned 5 s after it was told to; its thread is left behind",
                    "thread",
                    thread.getName(),
                    "bundle",
                    bundle,
                    "at",
                    Stacks.top(thread.getStackTrace()));
        }
    }
}
