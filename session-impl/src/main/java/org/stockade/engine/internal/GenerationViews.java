package org.stockade.engine.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.stockade.access.Firewall.CanaryFigures;
import org.stockade.access.Firewall.GenerationState;
import org.stockade.access.Firewall.HeldCopy;
import org.stockade.access.Firewall.Unloads;
import org.stockade.engine.internal.revision.Source;
import org.stockade.engine.internal.revision.UnloadWatch;
import org.stockade.engine.internal.revision.UnloadWatch.State;
import org.stockade.engine.internal.revision.UnloadWatch.Watched;

/** Snapshots of the generations, and of what has become of replaced code. */
final class GenerationViews {
    /** No check is longer. */
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(10);

    /** What was uninstalled more recently is no news. */
    private static final Duration NEWS = Duration.ofSeconds(60);

    private final Generations generations;

    GenerationViews(Generations generations) {
        this.generations = generations;
    }

    List<GenerationState> generations() {
        long now = System.nanoTime();
        List<Generation> served = generations.served();
        Optional<Canary> canary = generations.canary();
        List<GenerationState> all = new ArrayList<>();
        for (Generation each : generations.roll().alive()) {
            // One that is neither is between two steps of coming into force or of leaving it.
            if (each.isRetired() || served.contains(each)) {
                all.add(living(each, canary, now));
            }
        }
        heldByNumber()
                .forEach(
                        (number, copies) ->
                                generations
                                        .roll()
                                        .times(number)
                                        .ifPresent(
                                                times ->
                                                        all.add(
                                                                ended(
                                                                        number, times, copies,
                                                                        now))));
        all.sort(Comparator.comparingLong(GenerationState::number));
        return all;
    }

    private GenerationState living(Generation generation, Optional<Canary> canary, long now) {
        boolean tried = canary.filter(runs -> runs.candidate() == generation).isPresent();
        boolean old = generation.isRetired();
        return new GenerationState(
                generation.number(),
                !old ? tried ? "canary" : "current" : generation.isDraining() ? "draining" : "old",
                Duration.ofNanos(now - generation.madeAt()),
                old
                        ? Optional.of(Duration.ofNanos(now - generation.retiredAt()))
                        : Optional.empty(),
                generation.sessions(),
                generation.snapshot().sources().stream().map(GenerationViews::name).toList(),
                canary.filter(runs -> tried || runs.stable() == generation)
                        .map(runs -> figures(runs, tried)));
    }

    private static CanaryFigures figures(Canary canary, boolean tried) {
        int share = canary.policy().share();
        CanaryTally.Count count = canary.tally(tried).count();
        return new CanaryFigures(
                tried ? share : 100 - share,
                count.begun(),
                count.ended(),
                count.failed(),
                count.faults());
    }

    private static GenerationState ended(
            long number, GenerationRoll.Times times, List<Watched> copies, long now) {
        return new GenerationState(
                number,
                "ended-but-held",
                Duration.ofNanos(now - times.madeAt()),
                Optional.of(Duration.ofNanos(now - times.retiredAt())),
                0,
                copies.stream().map(copy -> name(copy.source())).toList(),
                Optional.empty());
    }

    private Map<Long, List<Watched>> heldByNumber() {
        return watch().state().watched().stream()
                .filter(copy -> copy.uninstalledFor().isPresent())
                .collect(
                        Collectors.groupingBy(
                                Watched::generation, TreeMap::new, Collectors.toList()));
    }

    private static String name(Source source) {
        return source.symbolicName() + " " + source.version();
    }

    Unloads unloads() {
        return unloads(watch().state(), NEWS);
    }

    Unloads force(Duration atMost) {
        return unloads(
                watch().force(atMost.compareTo(LONGEST_CHECK) < 0 ? atMost : LONGEST_CHECK),
                Duration.ZERO);
    }

    private Unloads unloads(State state, Duration olderThan) {
        List<HeldCopy> held = new ArrayList<>();
        for (Watched copy : state.watched()) {
            copy.uninstalledFor()
                    .filter(since -> since.compareTo(olderThan) >= 0)
                    .ifPresent(since -> held.add(held(copy, since)));
        }
        return new Unloads(state.made(), state.uninstalled(), state.collected(), held);
    }

    private HeldCopy held(Watched copy, Duration since) {
        return new HeldCopy(
                copy.source().symbolicName(),
                copy.source().version(),
                copy.generation(),
                since,
                watch().holders(copy));
    }

    private UnloadWatch watch() {
        return generations.revisions().unloadWatch();
    }
}
