package org.stockade.engine.internal;

import java.util.Collection;
import org.stockade.log.EventLog;
import org.stockade.session.MasterSession;

/**
 * Threads of a session that have not returned in time: each is told of, and held against its proxy.
 *
 * @param bundle of the session's first proxy
 */
record LeftBehind(ProxyThreads proxies, MasterSession master, String bundle) {
    private static final EventLog LOG = EventLog.of("core");

    void tell(Collection<Thread> threads) {
        for (Thread thread : threads) {
            StackTraceElement[] stack = thread.getStackTrace();
            LOG.error(
                    "session-abandoned",
                    master,
                    "a proxy has not returned 5 s after it was told to; its thread is left behind",
                    "thread",
                    thread.getName(),
                    "bundle",
                    bundle,
                    "at",
                    Stacks.top(stack));
            if (!waitsForItsTurn(thread, stack)) {
                proxies.of(thread)
                        .flatMap(node -> node.blame().charge())
                        .ifPresent(
                                charge ->
                                        charge.harm(
                                                "it has not returned 5 s after session "
                                                        + master.sessionId()
                                                        + " was told to end; its thread is left"
                                                        + " behind"));
            }
        }
    }

    /** Woken, and not run since: somebody else keeps the loop or the machine from it. */
    private static boolean waitsForItsTurn(Thread thread, StackTraceElement[] stack) {
        return thread.getState() == Thread.State.RUNNABLE
                && (stack.length == 0
                        || stack[0].getClassName().equals("java.lang.VirtualThread")
                                && stack[0].getMethodName().startsWith("park"));
    }
}
