package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A set for the one or two elements that a session has of most things: it costs next to nothing
 * while it is empty. Elements are told apart by identity; whoever iterates sees a snapshot. Any
 * thread.
 */
final class FewOf<T> implements Iterable<T> {
    private volatile List<T> all = List.of();

    /** Nothing in here waits, so that a monitor does no harm to a virtual thread. */
    synchronized void add(T element) {
        List<T> before = all;
        if (before.isEmpty()) {
            all = List.of(element);
            return;
        }
        if (before.size() == 1) {
            all = List.of(before.getFirst(), element);
            return;
        }
        List<T> more = new ArrayList<>(before.size() + 1);
        more.addAll(before);
        more.add(element);
        all = List.copyOf(more);
    }

    /** Removes it where it is there. */
    synchronized void remove(T element) {
        List<T> before = all;
        if (before.size() == 1) {
            all = before.getFirst() == element ? List.of() : before;
        } else if (before.size() == 2) {
            // Most have one or two.
            if (before.get(0) == element) {
                all = List.of(before.get(1));
            } else if (before.get(1) == element) {
                all = List.of(before.get(0));
            }
        } else {
            removeIf(each -> each == element);
        }
    }

    synchronized void removeIf(Predicate<? super T> gone) {
        List<T> before = all;
        if (before.size() == 1) {
            all = gone.test(before.getFirst()) ? List.of() : before;
        } else if (!before.isEmpty()) {
            all = before.stream().filter(gone.negate()).toList();
        }
    }

    synchronized void clear() {
        all = List.of();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** What is in it now. */
    List<T> all() {
        return all;
    }

    @Override
    public Iterator<T> iterator() {
        return all.iterator();
    }
}
