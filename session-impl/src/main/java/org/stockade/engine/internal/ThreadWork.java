package org.stockade.engine.internal;

import org.jspecify.annotations.Nullable;

/**
 * The work of one thread, let go of when it begins: an ended thread must keep nothing of its
 * session. A thread keeps its task, and a framework may keep the thread: Felix 7 leaves one that
 * has lost a race for a class in that loader's table of locks, for ever.
 */
final class ThreadWork implements Runnable {
    private @Nullable Runnable work;

    ThreadWork(Runnable work) {
        this.work = work;
    }

    /** Runs it, once. */
    @Override
    public void run() {
        Runnable once = work;
        work = null;
        if (once != null) {
            once.run();
        }
    }
}
