package org.stockade.engine.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stockade.engine.internal.CanaryRule.Judgement;
import org.stockade.engine.internal.containment.Containment;

/** Ends canaries: the one that runs when it has shown enough, or by hand. */
final class CanaryWatch {
    private final Generations generations;
    private final Containment containment;

    CanaryWatch(Generations generations, Containment containment) {
        this.generations = generations;
        this.containment = containment;
    }

    /** Looks at the one that runs. On the timer's thread, once in a while. */
    void look() {
        generations.canary().filter(Canary::isRunning).ifPresent(this::judge);
    }

    private void judge(Canary canary) {
        Optional<String> harm = harm(canary);
        if (harm.isPresent()) {
            end(canary, false, harm.get());
            return;
        }
        Judgement judgement =
                CanaryRule.judge(
                        canary.policy(),
                        canary.age(),
                        canary.tally(true).count(),
                        canary.tally(false).count());
        switch (judgement.step()) {
            case GO_ON -> {}
            case PROMOTE -> end(canary, true, judgement.why());
            case WITHDRAW -> end(canary, false, judgement.why());
        }
    }

    /** Which of the bundles that are tried is in quarantine, so that no session more tells. */
    private Optional<String> harm(Canary canary) {
        Set<String> tried = canary.bundlesTried();
        return containment.quarantines().stream()
                .filter(each -> tried.contains(each.bundle()))
                .findFirst()
                .map(each -> each.bundle() + " was quarantined: " + each.why());
    }

    /**
     * On a thread of its own: what follows may run the code of proxies, for as long as that takes.
     */
    private void end(Canary canary, boolean promote, String why) {
        var unused =
                Thread.ofPlatform()
                        .name("stockade-canary")
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .start(new ThreadWork(() -> generations.end(canary, promote, why)));
    }

    /** Has the new versions serve all new sessions. Returns them; empty: there is no canary. */
    List<String> promote() {
        return byHand(true);
    }

    /** Has the old versions serve all new sessions again. Likewise. */
    List<String> withdraw() {
        return byHand(false);
    }

    private List<String> byHand(boolean promote) {
        Optional<Canary> runs = generations.canary();
        if (runs.isEmpty()) {
            return List.of();
        }
        List<String> versions =
                runs.get().versions().stream()
                        .map(each -> each.symbolicName() + " " + each.version())
                        .toList();
        return generations.end(runs.get(), promote, "by hand") ? versions : List.of();
    }
}
