package org.stockade.engine.internal;

import java.util.Collection;
import org.stockade.log.EventLog;
import org.stockade.session.MasterSession;

/**
 * Threads of a session that have not returned in time: each is told of, and held against its proxy
 * where the fault is the proxy's.
 *
 * @param bundle of the session's first proxy
 */
record LeftBehind(Engine engine, MasterSession master, String bundle) {
    private static final EventLog LOG = EventLog.of("core");

    void tell(Collection<Thread> threads) {
        for (Thread thread : threads) {
            new LateThread(thread, engine::later, () -> accuse(thread)).watch();
            LOG.error(
                    "session-abandoned",
                    master,
                    "a proxy has not returned 5 s after it was told to; its thread is left behind",
                    "thread",
                    thread.getName(),
                    "bundle",
                    bundle,
                    "at",
                    Stacks.top(thread.getStackTrace()));
        }
    }

    private void accuse(Thread thread) {
        engine.proxyThreads()
                .of(thread)
                .flatMap(node -> node.blame().charge())
                .ifPresent(
                        charge ->
                                charge.harm(
                                        "it has not returned 5 s after session "
                                                + master.sessionId()
                                                + " was told to end; its thread is left behind"));
    }
}
