package org.stockade.engine.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.revision.RevisionSource;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.engine.internal.revision.UnloadWatch;
import org.stockade.log.EventLog;
import org.stockade.policy.GenerationLimits;
import org.stockade.policy.Policy;
import org.stockade.policy.ServicePolicy;

/**
 * The generation in force, and the way to the next.
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
    private final GenerationRoll roll = new GenerationRoll();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicReference<@Nullable Generation> inForce = new AtomicReference<>();
    private final Consumer<Snapshot> bundlesChanged = changed -> adoptBundles();

    /** Above 0: changed bundles wait for the policy that belongs to them. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** None is in force until {@link #publish}. */
    Generations(String fallbackName, RevisionSource revisions) {
        this.fallbackName = fallbackName;
        this.revisions = revisions;
    }

    /** Has services checked by the bundles that are here; what they say is in what is returned. */
    PlanCompiler trial(List<ServicePolicy> services) {
        Snapshot snapshot = revisions.acquire();
        try {
            PlanCompiler compiler = new PlanCompiler(snapshot);
            services.forEach(compiler::compile);
            return compiler;
        } finally {
            snapshot.release();
        }
    }

    /** A generation of this policy and the bundles that are here now; not in force yet. */
    Generation compile(Policy policy) {
        String name = policy.name().orElse(fallbackName);
        Snapshot snapshot = revisions.acquire();
        boolean made = false;
        try {
            Generation compiled =
                    new Generation(numbers.incrementAndGet(), name, policy, snapshot, roll::ended);
            made = true;
            return compiled;
        } finally {
            if (!made) {
                snapshot.release();
            }
        }
    }

    /** Puts a compiled generation in force, or one of the same policy if bundles have changed. */
    void publish(Generation compiled) {
        Generation next = compiled;
        Generation before = inForce.get();
        while (!adopted(before, next)) {
            before = inForce.get();
            next = compile(compiled.policy());
        }
        LOG.info("policy-loaded", null, "new sessions follow it", "generation", next.number());
        if (before != null) {
            before.retire();
            return;
        }
        revisions.onChange(bundlesChanged);
        // What changed between compiling and listening to changes.
        adoptBundles();
    }

    /** Proxy bundles have changed: the same policy with what is there now. */
    private void adoptBundles() {
        while (true) {
            Generation before = inForce.get();
            if (waiting.get() > 0 || before == null || before.snapshot() == revisions.current()) {
                return;
            }
            Generation next = compile(before.policy());
            if (adopted(before, next)) {
                before.retire();
                tell(next);
                return;
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

    /** Puts a generation in force in place of another; discards it if that is so no more. */
    private boolean adopted(@Nullable Generation before, Generation next) {
        roll.forgetAllBut(
                revisions.unloadWatch().state().watched().stream()
                        .map(UnloadWatch.Watched::generation)
                        .collect(Collectors.toSet()));
        // Before anybody can end it.
        roll.add(next);
        if (inForce.compareAndSet(before, next)) {
            return true;
        }
        roll.discarded(next);
        next.discard();
        return false;
    }

    private static void tell(Generation next) {
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
        Generation now = inForce.get();
        if (now == null) {
            throw new IllegalStateException("no policy has been loaded");
        }
        return now;
    }

    /** The limits on old generations: those of the newest policy. */
    GenerationLimits limits() {
        Generation now = inForce.get();
        return now == null ? GenerationLimits.DEFAULT : now.policy().generations();
    }

    /** Those that live. */
    GenerationRoll roll() {
        return roll;
    }

    boolean isInForce(Generation generation) {
        return inForce.get() == generation;
    }

    boolean hasPolicy() {
        return inForce.get() != null;
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
        Generation last = inForce.getAndSet(null);
        if (last != null) {
            last.retire();
        }
    }
}
