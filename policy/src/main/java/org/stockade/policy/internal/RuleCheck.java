package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.Schedule;

/** Checks the rules and gives each its id. */
final class RuleCheck {
    /** So many times of a rule are looked at for a connection at most. */
    private static final int MOST_TIMES = 50;

    private final Names zones;
    private final Names listeners;
    private final Names services;
    private final Names matchers;
    private final Problems errors;
    private final Unfinished unfinished;

    RuleCheck(Names zones, Names listeners, Names services, Names matchers, Problems errors) {
        this.zones = zones;
        this.listeners = listeners;
        this.services = services;
        this.matchers = matchers;
        this.errors = errors;
        this.unfinished = new Unfinished(errors);
    }

    /** The rules by id. */
    List<RulePolicy> rules(List<At<DocumentShape.Rule>> written) {
        checkIds(written);
        List<Integer> ids = RuleIds.of(written.stream().map(RuleCheck::ownId).toList());
        List<RulePolicy> rules = new ArrayList<>(written.size());
        for (int i = 0; i < ids.size(); i++) {
            rules.add(rule(ids.get(i), written.get(i)));
        }
        rules.sort(Comparator.comparingInt(RulePolicy::id));
        return rules;
    }

    private static OptionalInt ownId(At<DocumentShape.Rule> rule) {
        return rule.value().id().map(id -> OptionalInt.of(id.value())).orElse(OptionalInt.empty());
    }

    private void checkIds(List<At<DocumentShape.Rule>> written) {
        Map<Integer, Place> taken = new HashMap<>();
        for (At<DocumentShape.Rule> rule : written) {
            rule.value()
                    .id()
                    .ifPresent(
                            id -> {
                                Place first = taken.putIfAbsent(id.value(), id.place());
                                if (first != null) {
                                    errors.add(
                                            id.place(),
                                            "rule: id "
                                                    + id.value()
                                                    + " is taken already at "
                                                    + errors.at(first)
                                                    + "; use another, or none for the smallest unused");
                                }
                            });
        }
    }

    private static <T, R> List<R> all(List<T> written, Function<T, R> value) {
        if (written.size() < 2) {
            return written.isEmpty() ? List.of() : List.of(value.apply(written.getFirst()));
        }
        List<R> values = new ArrayList<>(written.size());
        for (T each : written) {
            values.add(value.apply(each));
        }
        return Collections.unmodifiableList(values);
    }

    private static List<String> texts(List<? extends At<?>> names) {
        return names.isEmpty()
                ? List.of()
                : names.stream().map(name -> name.value().toString()).distinct().toList();
    }

    private List<Schedule> times(DocumentShape.Rule rule) {
        List<At<TimeShape>> times = rule.time();
        if (times.size() > MOST_TIMES) {
            errors.add(
                    times.get(MOST_TIMES).place(),
                    "rule: time has "
                            + times.size()
                            + " entries; use 1 to "
                            + MOST_TIMES
                            + "; a list of days needs only one");
        }
        return times.isEmpty()
                ? List.of()
                : times.stream().map(time -> time.value().schedule()).toList();
    }

    private void checkMatcher(Optional<String> matcher, At<?> at) {
        matcher.ifPresent(
                name -> matchers.check(new At<>(name, at.place(), at.node()), "rule", errors));
    }

    private RulePolicy rule(int id, At<DocumentShape.Rule> written) {
        DocumentShape.Rule rule = written.value();
        if (written.has("service") == written.has("deny")) {
            errors.add(
                    written.place(),
                    written.has("service")
                            ? "rule: both \"service\" and \"deny\"; use one of them"
                            : "rule: neither \"service\" nor \"deny\"; use one of them");
        }
        // A rule with fewer conditions than its author meant fits more connections.
        unfinished.values(written, "rule", Set.of());
        unfinished.lists(written, "rule");
        rule.time().forEach(time -> unfinished.days(time, "rule"));
        rule.service().ifPresent(service -> services.check(service, "rule", errors));
        rule.detect().forEach(it -> checkMatcher(it.value().matcher(), it));
        rule.toHost().forEach(it -> checkMatcher(it.value().matcher(), it));
        if (rule.listener().isEmpty()) {
            listeners.useAll();
        }
        return new RulePolicy(
                id,
                listeners.check(rule.listener(), "rule", errors),
                zones.check(rule.fromZone(), "rule", errors),
                zones.check(rule.toZone(), "rule", errors),
                rule.fromSubnet(),
                all(rule.toSubnet(), At::value),
                rule.fromPort(),
                all(rule.toPort(), At::value),
                rule.fromInterface(),
                rule.toInterface(),
                rule.fromInterfaceGroup(),
                rule.toInterfaceGroup(),
                all(rule.protocol(), Protocol::number),
                texts(rule.toHost()),
                texts(rule.detect()),
                texts(rule.user()),
                texts(rule.group()),
                times(rule),
                rule.service().map(At::value),
                rule.deny().map(At::value),
                errors.at(written.place()));
    }
}
