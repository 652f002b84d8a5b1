package org.stockade.transport.linux.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One virtual thread of a loop: its scheduler, and its places in the loop's queue and in its inbox.
 * The JDK hands over one and the same task, the thread's own continuation, but perhaps again before
 * it has run: whoever takes the stack of a thread that waits for its turn does so. Each place is
 * taken once.
 */
final class Carried implements Executor {
    private static final VarHandle IN_INBOX;

    static {
        try {
            IN_INBOX =
                    MethodHandles.lookup().findVarHandle(Carried.class, "inInbox", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Loop loop;
    private @Nullable Thread thread;
    private @Nullable Runnable task;

    /** Who is behind it in the queue; like {@link #queued} touched by the loop alone. */
    @Nullable Carried next;

    boolean queued;

    /** Who came before it into the inbox. */
    @Nullable Carried nextIn;

    @SuppressWarnings("unused") // By its handle.
    private volatile boolean inInbox;

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

    /** Whether the caller may put it into the inbox; not if it is there. From any thread. */
    boolean entersInbox() {
        return IN_INBOX.compareAndSet(this, false, true);
    }

    /** Turns what came out of an inbox round. */
    static @Nullable Carried inOrder(@Nullable Carried latest) {
        Carried first = null;
        Carried at = latest;
        while (at != null) {
            Carried before = at.nextIn;
            at.nextIn = first;
            first = at;
            at = before;
        }
        return first;
    }

    /** It was taken out of the inbox. */
    void leftInbox() {
        inInbox = false;
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
