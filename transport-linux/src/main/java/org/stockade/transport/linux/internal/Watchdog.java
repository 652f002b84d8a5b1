package org.stockade.transport.linux.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.stockade.log.EventLog;

/**
 * Notices a loop that one thread does not let go of, within a second, and says who it is. The
 * others go on, and new connections go to them.
 */
final class Watchdog implements AutoCloseable {
    private static final EventLog LOG = EventLog.of("loops");
    private static final int LOOK_MILLIS = 250;

    /** Looks without a turn after which a loop counts as stuck: 750 ms to a second. */
    private static final int LOOKS = 3;

    private static final int DEEPEST = 40;

    private final List<Loop> loops;
    private final long[] turns;
    private final int[] standing;
    private final boolean[] stuck;
    private volatile boolean ended;
    private final Thread thread;

    Watchdog(List<Loop> loops) {
        this.loops = loops;
        turns = new long[loops.size()];
        standing = new int[loops.size()];
        stuck = new boolean[loops.size()];
        thread = Thread.ofPlatform().daemon(true).name("stockade-watchdog").start(this::watch);
    }

    private void watch() {
        while (!ended) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            loops.forEach(this::look);
        }
    }

    private void look(Loop loop) {
        int at = loop.index();
        long now = loop.turns();
        Thread carried = loop.carried();
        // One that has nothing to do turns five times a second all the same.
        boolean stands = now == turns[at];
        turns[at] = now;
        standing[at] = stands ? standing[at] + 1 : 0;
        if (standing[at] == LOOKS) {
            stuck[at] = true;
            // Where it carries nobody it is its own code that waits.
            Thread keeper = carried == null ? loop.thread() : carried;
            LOG.error(
                    "stuck",
                    null,
                    "a thread keeps its loop from all others; the other loops go on",
                    "loop",
                    at,
                    "thread",
                    keeper.getName(),
                    "at",
                    stack(keeper));
        } else if (!stands && stuck[at]) {
            stuck[at] = false;
            LOG.warning("free", null, "a loop that was stuck goes on", "loop", at);
        }
    }

    private static String stack(Thread keeper) {
        StringBuilder frames = new StringBuilder();
        StackTraceElement[] all = keeper.getStackTrace();
        for (int i = 0; i < Math.min(DEEPEST, all.length); i++) {
            frames.append(i == 0 ? "" : " < ").append(all[i]);
        }
        return frames.toString();
    }

    /** Whether no new connection should go there. */
    boolean isStuck(Loop loop) {
        return stuck[loop.index()];
    }

    @Override
    public void close() {
        ended = true;
        LockSupport.unpark(thread);
    }
}
