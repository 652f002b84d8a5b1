package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stockade.access.Replay.Count;
import org.stockade.access.Replay.Effect;
import org.stockade.access.Replay.Example;
import org.stockade.access.Replay.Group;
import org.stockade.access.Replay.Report;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.replay.RecordedSession;
import org.stockade.engine.internal.replay.RecordedTarget;

/** Counts what becomes of sessions, by kind, with the first few of each. Not for sharing. */
final class ReplayTally {
    /** Kinds that are told apart. */
    static final int MOST_GROUPS = 1000;

    private final int examples;
    private final Map<Kind, Members> groups = new HashMap<>();
    private final Map<Effect, Long> counts = new EnumMap<>(Effect.class);
    private long sessions;
    private long same;
    private boolean full;

    /**
     * @param examples that are kept of each kind; in all at most as many as of one
     */
    ReplayTally(int examples) {
        this.examples = examples;
        for (Effect effect : Effect.values()) {
            counts.put(effect, 0L);
        }
    }

    private record Kind(Effect effect, String before, String after) {}

    private static final class Members {
        final List<Example> examples = new ArrayList<>();
        long sessions;
    }

    /** A session that would be as it was. */
    void same() {
        sessions++;
        same++;
    }

    void add(Effect effect, String before, String after, RecordedSession session) {
        sessions++;
        counts.merge(effect, 1L, Long::sum);
        Kind kind = new Kind(effect, before, after);
        if (groups.size() >= MOST_GROUPS && !groups.containsKey(kind)) {
            full = true;
            return;
        }
        Members members = groups.computeIfAbsent(kind, made -> new Members());
        members.sessions++;
        if (members.examples.size() < examples) {
            members.examples.add(example(session));
        }
    }

    private static Example example(RecordedSession session) {
        return new Example(
                session.start(),
                session.listener(),
                session.client().toString(),
                session.aim().toString(),
                session.targets().isEmpty() ? "" : shown(session.targets().getLast()));
    }

    private static String shown(RecordedTarget target) {
        SockAddr asked = target.asked();
        return target.isNamed() && !target.named().equals(asked.toString())
                ? target.named() + " (" + asked + ")"
                : asked.toString();
    }

    Report report(List<String> notes) {
        List<Group> shown =
                groups.entrySet().stream()
                        .map(
                                each ->
                                        new Group(
                                                each.getKey().effect(),
                                                each.getKey().before(),
                                                each.getKey().after(),
                                                each.getValue().sessions,
                                                each.getValue().examples))
                        .sorted(
                                Comparator.comparing(Group::effect)
                                        .thenComparing(
                                                Comparator.comparingLong(Group::sessions)
                                                        .reversed())
                                        .thenComparing(Group::before)
                                        .thenComparing(Group::after))
                        .toList();
        List<String> all = new ArrayList<>(notes);
        if (full) {
            all.add("over " + MOST_GROUPS + " kinds of change: more are counted, not shown");
        }
        List<Count> sums = new ArrayList<>();
        counts.forEach((effect, count) -> sums.add(new Count(effect, count)));
        return new Report(List.of(), sessions, same, sums, shown, all);
    }
}
