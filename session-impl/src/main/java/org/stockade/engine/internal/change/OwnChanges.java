package org.stockade.engine.internal.change;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stockade.access.PolicyChanges.Entry;
import org.stockade.access.PolicyChanges.Telling;

/** Changes that nobody asked for at their time, until somebody has been told. Thread-safe. */
final class OwnChanges {
    /** That wait for somebody; as many as the history has. */
    private static final int MOST = 100;

    private final Deque<Entry> untold = new ArrayDeque<>();
    private @Nullable Consumer<Entry> told;

    synchronized void add(Entry entry) {
        Consumer<Entry> to = told;
        if (to != null) {
            to.accept(entry);
            return;
        }
        if (untold.size() >= MOST) {
            untold.removeFirst();
        }
        untold.addLast(entry);
    }

    /** The latest who asks is told, of what waits at once. */
    synchronized Telling tell(Consumer<Entry> to) {
        told = to;
        while (!untold.isEmpty()) {
            to.accept(untold.removeFirst());
        }
        return () -> end(to);
    }

    private synchronized void end(Consumer<Entry> to) {
        if (told == to) {
            told = null;
        }
    }
}
