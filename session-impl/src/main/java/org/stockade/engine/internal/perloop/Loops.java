package org.stockade.engine.internal.perloop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One thing for each loop. Where there are more loops than places, some share; on a transport
 * without loops all use the first.
 */
public final class Loops<T> {
    /** A power of two. */
    static final int PLACES = 16;

    private final List<T> all;

    /** Each made by {@code made}. */
    public Loops(Supplier<? extends T> made) {
        List<T> making = new ArrayList<>(PLACES);
        for (int i = 0; i < PLACES; i++) {
            making.add(made.get());
        }
        all = List.copyOf(making);
    }

    static int place(int loop) {
        return loop & PLACES - 1;
    }

    /** That of this loop. */
    public T of(int loop) {
        return all.get(place(loop));
    }

    /** Those of all loops. */
    public List<T> all() {
        return all;
    }
}
