package org.stockade.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** What all contestants did in one workload, by rounds. */
final class Result {
    private final Workload workload;
    private final Map<Contestant, Map<Integer, Sample>> samples = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    Result(Workload workload, List<Contestant> contestants) {
        this.workload = workload;
        contestants.forEach(contestant -> samples.put(contestant, new TreeMap<>()));
    }

    void add(Contestant contestant, int round, Sample sample) {
        rounds(contestant).put(round, sample);
    }

    void note(String note) {
        notes.add(note);
    }

    Workload workload() {
        return workload;
    }

    /** Those who finished at least one round. */
    List<Contestant> contestants() {
        return samples.keySet().stream().filter(one -> !rounds(one).isEmpty()).toList();
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** What anybody has measured. */
    Set<Metric> metrics() {
        Set<Metric> found = EnumSet.noneOf(Metric.class);
        samples.values()
                .forEach(
                        rounds ->
                                rounds.values()
                                        .forEach(sample -> found.addAll(sample.values().keySet())));
        return found;
    }

    /** The median over the rounds that have it. */
    OptionalDouble median(Contestant contestant, Metric metric) {
        return median(
                rounds(contestant).values().stream()
                        .map(Sample::values)
                        .filter(values -> values.containsKey(metric))
                        .map(values -> values.getOrDefault(metric, 0.0))
                        .toList());
    }

    /** The ratios to HAProxy's value of the same round. */
    List<Double> ratios(Contestant contestant, Metric metric) {
        Map<Integer, Sample> reference =
                samples.entrySet().stream()
                        .filter(one -> one.getKey().name().equals(contestant.family().reference()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(Map.of());
        List<Double> ratios = new ArrayList<>();
        rounds(contestant)
                .forEach(
                        (round, sample) -> {
                            Sample other = reference.get(round);
                            Double mine = sample.values().get(metric);
                            Double its = other == null ? null : other.values().get(metric);
                            if (mine != null && its != null && its > 0) {
                                ratios.add(mine / its);
                            }
                        });
        return ratios;
    }

    static OptionalDouble median(List<Double> values) {
        return values.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Statistics.median(values));
    }

    private Map<Integer, Sample> rounds(Contestant contestant) {
        Map<Integer, Sample> rounds = samples.get(contestant);
        if (rounds == null) {
            throw new IllegalArgumentException(contestant.name() + " takes no part");
        }
        return rounds;
    }
}
