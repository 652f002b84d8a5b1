package org.stockade.transport.linux.internal;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Empty pipes of one loop, kept for the next splice. Used on that loop alone. */
final class Pipes {
    /** As many as transfers that get in each other's way at once. */
    private static final int MOST = 32;

    private final Caller caller;
    private final ArrayDeque<Pipe> free = new ArrayDeque<>();

    /** A pipe: what is written to {@code in} is read from {@code out}. */
    record Pipe(int out, int in) {}

    Pipes(Caller caller) {
        this.caller = caller;
    }

    /** An empty pipe; {@code null}: the process has no descriptor left for one. */
    @Nullable Pipe lease() {
        Pipe kept = free.pollFirst();
        if (kept != null) {
            return kept;
        }
        int flags = Socket.NONBLOCK | Socket.CLOEXEC;
        if (C.pipe2(caller, caller.scratch.address(), flags) < 0) {
            return null;
        }
        return new Pipe(
                caller.scratch.get(ValueLayout.JAVA_INT, 0),
                caller.scratch.get(ValueLayout.JAVA_INT, Integer.BYTES));
    }

    /** Takes it back; one with bytes inside must not be another's. */
    void giveBack(Pipe pipe, boolean empty) {
        if (empty && free.size() < MOST) {
            free.addFirst(pipe);
        } else {
            close(pipe);
        }
    }

    void close() {
        free.forEach(this::close);
        free.clear();
    }

    private void close(Pipe pipe) {
        C.close(caller, pipe.out());
        C.close(caller, pipe.in());
    }
}
