package org.stockade.engine.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.session.Outcome;

/**
 * Which generation a session belongs to. Until its proxy starts it may still pass to another: to a
 * successor where its proxy has only just gone, or to a canary.
 */
final class Membership {
    private final Generations generations;
    private volatile Generation generation;

    /** Where a session of a canary, or one beside it, is counted. */
    private volatile @Nullable CanaryTally tally;

    private volatile boolean faulty;

    /** Of a generation that has been retained for it. */
    Membership(Generations generations, Generation retained) {
        this.generations = generations;
        this.generation = retained;
    }

    /** What it belongs to now. */
    Generation generation() {
        return generation;
    }

    /** The plan of the service that the session gets, in the generation that is to have it. */
    ServicePlan join(String service) {
        Canary canary = generations.canaryBeside(generation);
        if (canary != null) {
            choose(canary, service);
        }
        ServicePlan here = generation.plan(service);
        if (here.ready() || here.recipe().isPresent()) {
            return here;
        }
        // It may have only just gone: a successor is waited for a moment.
        generation = generations.awaitSuccessor(generation, here.policy().proxy());
        Optional<ServicePlan> successor = generation.findPlan(service);
        return successor.orElse(here);
    }

    private void choose(Canary canary, String service) {
        Split split = canary.split(service);
        if (split == null) {
            return;
        }
        boolean tried = split.next() && canary.candidate().retain();
        if (tried) {
            Generation before = generation;
            generation = canary.candidate();
            before.release();
        }
        CanaryTally side = canary.tally(tried);
        side.begins();
        tally = side;
    }

    /** Code of a proxy has failed in it, or did not return. */
    void fault() {
        faulty = true;
    }

    /** The session has ended. */
    void ended(Outcome outcome) {
        CanaryTally side = tally;
        if (side != null) {
            side.ends(faulty, outcome);
        }
        generation.release();
    }
}
