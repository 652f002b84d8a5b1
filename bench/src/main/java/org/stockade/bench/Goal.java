package org.stockade.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What Stockade is to reach in a workload.
 *
 * @param bound most that the workload's judged metric may be: a ratio to HAProxy's, or a value
 */
record Goal(String workload, Family family, double bound, boolean ratio) {
    static final List<Goal> ALL =
            List.of(
                    new Goal("http-1k-32", Family.HTTP, 0.90, true),
                    new Goal("http-64k", Family.HTTP, 0.90, true),
                    new Goal("http-1k-32", Family.TCP, 0.95, true),
                    new Goal("http-64k", Family.TCP, 0.80, true),
                    new Goal("transfer", Family.TCP, 0.80, true),
                    new Goal("transfer", Family.HTTP, 0.80, true),
                    new Goal("connect", Family.TCP, 1.10, true),
                    new Goal("connect", Family.HTTP, 1.10, true),
                    new Goal("half-load", Family.TCP, 1.25, true),
                    new Goal("half-load", Family.HTTP, 1.25, true),
                    new Goal("idle-memory", Family.TCP, 12, false),
                    new Goal("idle-memory", Family.HTTP, 24, false));

    boolean concerns(Result result, Contestant contestant) {
        return result.workload().name().equals(workload)
                && contestant.family() == family
                && contestant.jvm();
    }

    /** The median over the rounds of what the bound is for. */
    OptionalDouble measured(Result result, Contestant contestant) {
        Metric metric = result.workload().judged();
        return ratio
                ? Result.median(result.ratios(contestant, metric))
                : result.median(contestant, metric);
    }
}
