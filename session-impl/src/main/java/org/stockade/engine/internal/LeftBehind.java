package org.stockade.engine.internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.stockade.log.EventLog;
import org.stockade.session.MasterSession;

/**
 * Threads of a session that have not returned in time: each is told of, and held against its proxy
 * unless it only waits for its turn, because somebody else keeps the loop or the machine from it.
 *
 * @param bundle of the session's first proxy
 */
record LeftBehind(Engine engine, MasterSession master, String bundle) {
    /** One that is found waiting for its turn is looked at again so often, and so long after. */
    private static final int MOST_LOOKS = 5;

    private static final Duration PAUSE = Duration.ofMillis(300);

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.");

    private static final List<String> OURS =
            List.of("org.stockade.engine.", "org.stockade.transport.");

    private static final EventLog LOG = EventLog.of("core");

    void tell(Collection<Thread> threads) {
        for (Thread thread : threads) {
            look(thread, MOST_LOOKS);
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

    private void look(Thread thread, int looks) {
        if (isInOurHands(thread)) {
            return; // What keeps it is a fault of ours.
        }
        if (!waitsForItsTurn(thread)) {
            accuse(thread);
        } else if (looks > 1) {
            // One that sleeps and wakes without end would be found so now and then.
            engine.later(PAUSE, () -> look(thread, looks - 1));
        }
    }

    /** Woken, and not run since. The state is first: to take a stack delays the thread. */
    private static boolean waitsForItsTurn(Thread thread) {
        if (thread.getState() != Thread.State.RUNNABLE) {
            return false;
        }
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length == 0
                || stack[0].getClassName().equals("java.lang.VirtualThread")
                        && stack[0].getMethodName().startsWith("park");
    }

    /** Waiting inside the engine or a transport, which was to have woken it. */
    private static boolean isInOurHands(Thread thread) {
        Thread.State state = thread.getState();
        return state != Thread.State.RUNNABLE
                && state != Thread.State.TERMINATED
                && isOurs(thread.getStackTrace());
    }

    /** Whether the innermost code that is not the JDK's is the engine's or a transport's. */
    static boolean isOurs(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .map(StackTraceElement::getClassName)
                .filter(name -> JDK.stream().noneMatch(name::startsWith))
                .findFirst()
                .filter(name -> OURS.stream().anyMatch(name::startsWith))
                .isPresent();
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
