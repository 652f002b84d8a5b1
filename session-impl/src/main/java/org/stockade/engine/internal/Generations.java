package org.stockade.engine.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.auth.Judge;
import org.stockade.engine.internal.revision.RevisionSource;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.engine.internal.revision.UnloadWatch;
import org.stockade.log.EventLog;
import org.stockade.policy.Budgets;
import org.stockade.policy.GenerationLimits;
import org.stockade.policy.Policy;
import org.stockade.policy.PolicyParser;

/**
 * The generation in force, a canary beside it perhaps, and the way to the next.
 *
 * <p>A generation is compiled without any lock, because that runs the code of proxy bundles, and
 * then published by one compare-and-set; whoever loses compiles again on what won.
 */
final class Generations {
    /** How long a session waits for the successor of a proxy that has only just gone. */
    private static final Duration SUCCESSOR = Duration.ofSeconds(1);

    private static final EventLog LOG = EventLog.of("core");

    private final String fallbackName;
    private final RevisionSource revisions;
    private final Outside outside;
    private final GenerationRoll roll = new GenerationRoll();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicReference<@Nullable Served> served = new AtomicReference<>();
    private final Consumer<Snapshot> bundlesChanged = changed -> adoptBundles();

    /** Above 0: changed bundles wait for the policy that belongs to them. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** None is in force until {@link #publish}. */
    Generations(String fallbackName, RevisionSource revisions, Outside outside) {
        this.fallbackName = fallbackName;
        this.outside = outside;
        this.revisions = revisions;
    }

    /** Has services checked by the bundles that are here; what they say is in what is returned. */
    PlanCompiler trial(PolicyParser.Reading reading) {
        if (!reading.authenticators().isEmpty()) {
            revisions.awaken();
        }
        Snapshot snapshot = revisions.acquire();
        try {
            PlanCompiler compiler = new PlanCompiler(snapshot, outside);
            try {
                compiler.named().nat(reading.nat());
                compiler.named().resolvers(reading.resolvers());
                compiler.matchers(reading.matchers());
                compiler.named().authenticators(reading.authenticators());
                compiler.warn(compiler.named().lacking(reading.authenticators()));
                Map<String, ServicePlan> plans = new HashMap<>();
                reading.services()
                        .forEach(service -> plans.put(service.name(), compiler.compile(service)));
                reading.policy()
                        .ifPresent(
                                policy -> {
                                    compiler.detection(policy.rules());
                                    compiler.datagrams(new DatagramCheck(policy, plans));
                                    compiler.warn(new ClosedTargets(policy, plans).warnings());
                                    compiler.warn(new UnnamedTargets(policy, plans).warnings());
                                    compiler.unused(policy);
                                });
            } finally {
                compiler.matchers().release();
                compiler.named().judges().forEach(Judge::close);
            }
            return compiler;
        } finally {
            snapshot.release();
        }
    }

    /** A generation of this policy and the bundles that are here now; not in force yet. */
    Generation compile(Policy policy) {
        if (!policy.authenticators().isEmpty()) {
            revisions.awaken();
        }
        return compile(policy, revisions.acquire());
    }

    /**
     * A generation that is not in force yet.
     *
     * @param retained for it; released if it comes to nothing
     */
    Generation compile(Policy policy, Snapshot retained) {
        String name = policy.name().orElse(fallbackName);
        boolean made = false;
        try {
            Generation compiled =
                    new Generation(
                            numbers.incrementAndGet(),
                            name,
                            policy,
                            retained,
                            outside,
                            roll::ended);
            made = true;
            return compiled;
        } finally {
            if (!made) {
                retained.release();
            }
        }
    }

    /** Puts a compiled generation in force, or one of the same policy if bundles have changed. */
    void publish(Generation compiled) {
        Policy policy = compiled.policy();
        Served before = served.get();
        List<Generation> ready = List.of(compiled);
        while (!follow(before, policy, ready)) {
            Thread.yield();
            before = served.get();
            ready = List.of();
        }
        Served now = served.get();
        if (now != null) {
            LOG.info(
                    "policy-loaded",
                    null,
                    "new sessions follow it",
                    "generation",
                    now.stable().number());
        }
        revisions.tries(policy.generations().canary().isPresent());
        if (before == null) {
            revisions.onChange(bundlesChanged);
        }
        // What changed between compiling and listening to changes, or being in force.
        adoptBundles();
    }

    /** Proxy bundles have changed: the same policy with what is there now. */
    private void adoptBundles() {
        while (true) {
            Served before = served.get();
            if (waiting.get() > 0 || before == null || before.follows(revisions.offered())) {
                return;
            }
            if (follow(before, before.policy(), List.of())) {
                tell(before);
            } else {
                // The bundles, or what is in force, have just changed again.
                Thread.yield();
            }
        }
    }

    /**
     * Does something to bundles and then to the policy that new sessions see together. Until it has
     * returned they get what was in force before, or a policy that was published meanwhile.
     */
    <T> T together(Supplier<T> change) {
        waiting.incrementAndGet();
        try {
            return change.get();
        } finally {
            waiting.decrementAndGet();
            adoptBundles();
        }
    }

    /** Puts what follows in force in place of what was; {@code false}: that was not so any more. */
    private boolean follow(@Nullable Served before, Policy policy, List<Generation> ready) {
        Succession next = new Succession(this, before, policy, revisions.offered(), ready);
        boolean adopted = false;
        try {
            Optional<Served> made = next.make();
            adopted = made.isPresent() && adopted(before, made.get(), next.fresh());
            return adopted;
        } finally {
            next.discardUnused(adopted);
        }
    }

    private boolean adopted(@Nullable Served before, Served next, List<Generation> fresh) {
        roll.forgetAllBut(
                revisions.unloadWatch().state().watched().stream()
                        .map(UnloadWatch.Watched::generation)
                        .collect(Collectors.toSet()));
        // Before anybody can end it.
        fresh.forEach(roll::add);
        if (!served.compareAndSet(before, next)) {
            fresh.forEach(roll::discarded);
            return false;
        }
        if (before != null) {
            before.generations().stream()
                    .filter(old -> !next.generations().contains(old))
                    .forEach(Generation::retire);
            Canary past = before.canary();
            if (past != null && past != next.canary() && past.end()) {
                CanaryLog.over(past);
            }
        }
        Canary begun = next.canary();
        if (begun != null && (before == null || begun != before.canary())) {
            CanaryLog.started(begun);
        }
        return true;
    }

    private void tell(Served before) {
        Served now = served.get();
        if (now == null || now.stable() == before.stable()) {
            return;
        }
        Generation next = now.stable();
        for (String error : next.errors()) {
            LOG.warning("settings-refused", null, "its service is refused", "error", error);
        }
        LOG.debug("generation", null, "proxy bundles have changed", "generation", next.number());
    }

    /** The generation in force, with this caller counted in. */
    Generation retained() {
        while (true) {
            Generation now = current();
            if (now.retain()) {
                return now;
            }
            Thread.onSpinWait();
        }
    }

    /** The generation in force, to look at. */
    Generation current() {
        Served now = served.get();
        if (now == null) {
            throw new IllegalStateException("no policy has been loaded");
        }
        return now.stable();
    }

    /** What takes new sessions, to look at; none before the first policy. */
    List<Generation> served() {
        return Optional.ofNullable(served.get()).map(Served::generations).orElse(List.of());
    }

    /** The canary that runs. */
    Optional<Canary> canary() {
        return Optional.ofNullable(served.get()).map(Served::canary);
    }

    /** The canary that runs beside this generation; {@code null}: none does. Waits for nothing. */
    @Nullable Canary canaryBeside(Generation stable) {
        Served now = served.get();
        return now != null && now.stable() == stable ? now.canary() : null;
    }

    /**
     * Ends a canary: its versions serve all new sessions, or none.
     *
     * @return {@code false} if it has ended before
     */
    boolean end(Canary canary, boolean promote, String why) {
        if (!canary.end()) {
            return false;
        }
        Snapshot tried = canary.candidate().snapshot();
        boolean done = promote ? revisions.promote(tried) : revisions.withdraw(tried, why);
        if (done && promote) {
            CanaryLog.promoted(canary, why);
        } else if (done) {
            CanaryLog.withdrawn(canary, why);
        }
        // Who is told of changes may be at work on an earlier one still.
        adoptBundles();
        return done;
    }

    /** The one in force, if there is one. */
    Optional<Generation> inForce() {
        return Optional.ofNullable(served.get()).map(Served::stable);
    }

    /** The limits on old generations: those of the newest policy. */
    GenerationLimits limits() {
        Served now = served.get();
        return now == null ? GenerationLimits.DEFAULT : now.policy().generations();
    }

    /** What proxies may use: by the newest policy. */
    Budgets budgets() {
        Served now = served.get();
        return now == null ? Budgets.DEFAULT : now.policy().budgets();
    }

    /** Those that live. */
    GenerationRoll roll() {
        return roll;
    }

    boolean hasPolicy() {
        return served.get() != null;
    }

    /**
     * Waits a moment for a proxy; returns the generation in force then, and lets go of {@code
     * before}.
     */
    Generation awaitSuccessor(Generation before, String proxy) {
        revisions.awaitProxy(proxy, SUCCESSOR);
        // It may be there before the news of it has come to us.
        adoptBundles();
        Generation now = retained();
        before.release();
        return now;
    }

    /** What new sessions would run. */
    RevisionSource revisions() {
        return revisions;
    }

    /** None is in force any more. */
    void close() {
        revisions.remove(bundlesChanged);
        Served last = served.getAndSet(null);
        if (last != null) {
            last.generations().forEach(Generation::retire);
        }
    }
}
