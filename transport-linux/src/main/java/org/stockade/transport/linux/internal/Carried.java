package org.stockade.transport.linux.internal;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One virtual thread of a loop: its scheduler, and its place in the loop's queue. The JDK hands
 * over one task at a time, the thread's own continuation, so that a queue needs nothing but {@link
 * #next}.
 */
final class Carried implements Executor {
    private final Loop loop;
    private @Nullable Thread thread;
    private @Nullable Runnable task;
    @Nullable Carried next;

    private Carried(Loop loop) {
        this.loop = loop;
    }

    /** Starts a virtual thread that this loop alone carries. */
    static Thread start(
            Loop loop, String name, Thread.UncaughtExceptionHandler died, Runnable work) {
        Carried made = new Carried(loop);
        Thread thread =
                Carriers.builder(made)
                        .name(name)
                        .inheritInheritableThreadLocals(false)
                        .uncaughtExceptionHandler(died)
                        .unstarted(work);
        made.thread = thread;
        thread.start();
        return thread;
    }

    /** The JDK's: the thread wants to run. From any thread. */
    @Override
    public void execute(Runnable continuation) {
        task = continuation;
        loop.enqueue(this);
    }

    /** Runs the thread until it waits or ends. On the loop alone. */
    void run() {
        Runnable continuation = task;
        if (continuation != null) {
            continuation.run();
        }
    }

    /** Who is carried, for a stack trace. */
    @Nullable Thread thread() {
        return thread;
    }
}
