package org.stockade.engine.internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A thread of a session that has not returned in time, until it is known whose fault that is: its
 * proxy's, unless it only waits for its turn, because somebody else keeps the loop or the machine
 * from it, or is kept by the engine.
 *
 * @param later runs something after a while
 * @param guilty is told once that it runs, or waits in, code of the proxy
 */
record LateThread(Thread thread, BiConsumer<Duration, Runnable> later, Runnable guilty) {
    /** One that sleeps and wakes without end may look as if it waited for its turn now and then. */
    private static final int MOST_LOOKS = 20;

    private static final Duration PAUSE = Duration.ofMillis(300);

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.");

    private static final List<String> OURS =
            List.of("org.stockade.engine.", "org.stockade.transport.");

    void watch() {
        look(MOST_LOOKS, false);
    }

    /**
     * @param seen whether it was seen in code of its proxy: one that has had its turn at last may
     *     be so once, on its way out
     */
    private void look(int looks, boolean seen) {
        if (thread.getState() == Thread.State.TERMINATED) {
            return; // It was late, and that is all.
        }
        boolean busy = !isInOurHands() && !waitsForItsTurn();
        if (busy && seen) {
            guilty.run();
        } else if (looks > 1) {
            later.accept(PAUSE, () -> look(looks - 1, busy || seen));
        }
    }

    /** Woken, and not run since. The state is first: to take a stack delays the thread. */
    private boolean waitsForItsTurn() {
        if (thread.getState() != Thread.State.RUNNABLE) {
            return false;
        }
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length == 0
                || stack[0].getClassName().equals("java.lang.VirtualThread")
                        && stack[0].getMethodName().startsWith("park");
    }

    /** Waiting inside the engine or a transport, which was to have woken it. */
    private boolean isInOurHands() {
        return thread.getState() != Thread.State.RUNNABLE && isOurs(thread.getStackTrace());
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
}
