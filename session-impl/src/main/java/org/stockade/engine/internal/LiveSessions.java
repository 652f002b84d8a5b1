package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stockade.engine.internal.perloop.Loops;

/** The sessions that live. Any thread. */
final class LiveSessions {
    private final Loops<Set<SessionRun>> loops = new Loops<>(ConcurrentHashMap::newKeySet);

    void add(SessionRun run) {
        loops.of(run.loop()).add(run);
    }

    void remove(SessionRun run) {
        loops.of(run.loop()).remove(run);
    }

    /** Those that live now. */
    Collection<SessionRun> all() {
        List<SessionRun> all = new ArrayList<>();
        loops.all().forEach(all::addAll);
        return all;
    }

    /** How many live. */
    int size() {
        return loops.all().stream().mapToInt(Set::size).sum();
    }
}
