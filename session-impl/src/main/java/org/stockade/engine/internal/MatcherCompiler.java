package org.stockade.engine.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.match.Freshness;
import org.stockade.engine.internal.match.Held;
import org.stockade.engine.internal.match.KeptSources;
import org.stockade.engine.internal.match.NamedMatcher;
import org.stockade.engine.internal.match.NamedResolver;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.Revision;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherFactory;
import org.stockade.policy.MatcherPolicy;
import org.stockade.policy.SettingsNode;

/**
 * Makes the matchers of a policy, each when it is first named, and gives them to the settings that
 * name them.
 */
final class MatcherCompiler implements SettingsNode.Matchers {
    /** Matchers that are made of each other. */
    private static final int DEEPEST = 32;

    /** Matchers that one is made of, each as often as it is asked. */
    private static final int MOST_PARTS = 10_000;

    private static final NamedResolver SYSTEM = new NamedResolver("system", PlanCompiler.SYSTEM);

    private final Snapshot snapshot;
    private final Map<String, Optional<NamedResolver>> resolvers;
    private final List<String> errors;
    private final Configuring configuring;
    private final Held held;
    private final Map<String, MatcherPolicy> policies = new LinkedHashMap<>();
    private final Map<String, Made> made = new LinkedHashMap<>();

    /** Those that settings have named. */
    private final Set<String> named = new HashSet<>();

    private final Set<String> resolversNamed = new HashSet<>();

    /** Those that are being made, the innermost last. */
    private final Deque<String> path = new ArrayDeque<>();

    /** What they have named so far; the last is of the innermost, the first of services. */
    private final Deque<List<Made>> asked = new ArrayDeque<>();

    /** Asks a factory; what is wrong goes into the list. */
    @FunctionalInterface
    interface Configuring {
        <T> @Nullable T configure(PlanCompiler.Step<T> step, SettingsNode with, List<String> into);
    }

    /**
     * A matcher.
     *
     * @param uses the revisions it runs
     * @param depth how many of them are made of each other, 1 for one that is made of none
     * @param parts how many are asked at most, itself included
     */
    private record Made(NamedMatcher matcher, Set<Revision> uses, int depth, long parts) {}

    MatcherCompiler(
            Snapshot snapshot,
            Map<String, Optional<NamedResolver>> resolvers,
            List<String> errors,
            Configuring configuring,
            Freshness freshness) {
        this.snapshot = snapshot;
        this.resolvers = resolvers;
        this.errors = errors;
        this.configuring = configuring;
        this.held = new Held(freshness);
        asked.add(new ArrayList<>());
    }

    void compile(List<MatcherPolicy> all) {
        all.forEach(policy -> policies.put(policy.name(), policy));
        all.forEach(this::made);
        asked.getFirst().clear();
    }

    /** All of them, and what they hold. */
    GenerationMatchers made() {
        Map<String, NamedMatcher> byName = new LinkedHashMap<>();
        policies.keySet()
                .forEach(
                        name -> {
                            Made one = made.get(name);
                            if (one != null) {
                                byName.put(name, one.matcher());
                            }
                        });
        return new GenerationMatchers(byName, held);
    }

    /**
     * Adds the revisions of the matchers that were named since the last call.
     *
     * @return what is wrong with one of them; empty: nothing
     */
    String asked(Set<Revision> uses) {
        String trouble = asked(asked.getFirst(), uses);
        asked.getFirst().clear();
        return trouble;
    }

    /** Whether settings have named it, those of other matchers included. */
    boolean isNamed(String name) {
        return named.contains(name);
    }

    /** Whether a matcher has this resolver asked. */
    boolean asks(String resolver) {
        return resolversNamed.contains(resolver);
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(policies.keySet());
    }

    @Override
    public Optional<Matcher> find(String name, Consumer<String> wrong) {
        MatcherPolicy policy = policies.get(name);
        if (policy == null) {
            return Optional.empty();
        }
        named.add(name);
        if (path.contains(name)) {
            wrong.accept(
                    "matcher \""
                            + name
                            + "\" is made of itself: "
                            + String.join(" > ", path)
                            + " > "
                            + name
                            + "; take it out of one of them");
            return Optional.empty();
        }
        Optional<Made> found = path.size() < DEEPEST ? Optional.of(made(policy)) : Optional.empty();
        if (found.filter(it -> path.size() + it.depth() <= DEEPEST).isEmpty()) {
            wrong.accept(
                    "with matcher \""
                            + name
                            + "\" over "
                            + DEEPEST
                            + " are made of each other; use fewer");
            return Optional.empty();
        }
        asked.getLast().add(found.get());
        return Optional.of(found.get().matcher());
    }

    private Made made(MatcherPolicy policy) {
        Made before = made.get(policy.name());
        if (before != null) {
            return before;
        }
        path.addLast(policy.name());
        asked.addLast(new ArrayList<>());
        List<String> wrong = new ArrayList<>();
        Set<Revision> uses = new HashSet<>();
        NamedMatcher matcher = matcher(policy, uses, wrong);
        List<Made> parts = asked.removeLast();
        path.removeLast();
        String inner = asked(parts, uses);
        int depth = 1 + parts.stream().mapToInt(Made::depth).max().orElse(0);
        long count = 1 + parts.stream().mapToLong(Made::parts).sum();
        if (count > MOST_PARTS && wrong.isEmpty() && inner.isEmpty()) {
            wrong.add(
                    policy.with().place()
                            + ": matcher \""
                            + policy.name()
                            + "\": it would ask over "
                            + MOST_PARTS
                            + " matchers for each text; use fewer");
        }
        errors.addAll(wrong);
        String trouble = wrong.isEmpty() ? inner : wrong.getFirst();
        Made now =
                new Made(
                        matcher != null && trouble.isEmpty()
                                ? matcher
                                : NamedMatcher.broken(
                                        policy.name(),
                                        policy.kind(),
                                        inner.isEmpty()
                                                ? "matcher \""
                                                        + policy.name()
                                                        + "\" cannot be used: "
                                                        + trouble
                                                : inner),
                        uses,
                        depth,
                        Math.min(count, MOST_PARTS));
        made.put(policy.name(), now);
        return now;
    }

    private static String asked(List<Made> inner, Set<Revision> uses) {
        String trouble = "";
        for (Made each : inner) {
            uses.addAll(each.uses());
            trouble = trouble.isEmpty() ? each.matcher().trouble() : trouble;
        }
        return trouble;
    }

    private @Nullable NamedMatcher matcher(
            MatcherPolicy policy, Set<Revision> uses, List<String> wrong) {
        Optional<Revision> revision = snapshot.revision(Kind.MATCHER, policy.kind());
        if (revision.isEmpty()) {
            wrong.add(
                    UnknownKind.of(snapshot, Kind.MATCHER, policy.kind())
                            .at(policy.with(), "matcher \"" + policy.name() + "\": "));
            return null;
        }
        uses.add(revision.get());
        MatcherFactory factory = (MatcherFactory) revision.get().factory();
        int files = held.files();
        Matcher its =
                configuring.configure(
                        with ->
                                factory.configure(
                                        with,
                                        new KeptSources(
                                                with,
                                                policy.folder(),
                                                SYSTEM,
                                                resolvers,
                                                resolversNamed::add,
                                                held)),
                        policy.with(),
                        wrong);
        return its == null
                ? null
                : new NamedMatcher(policy.name(), policy.kind(), its, held.refusals(files));
    }
}
