package org.stockade.engine.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.stockade.endpoint.Transport.Turn;
import org.stockade.engine.internal.containment.Account;
import org.stockade.engine.internal.containment.Charge;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.RevisionSource.SourceState;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.log.EventLog;

/**
 * Looks at what the sessions of proxies use, and whether one keeps its loop or its time. On the
 * timer's thread; a session pays nothing for being looked at.
 */
final class BudgetWatch {
    /** How often the loops are looked at where a policy has a budget of CPU. */
    private static final Duration SAMPLE = Duration.ofMillis(10);

    /** How often it is looked whether it has one. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** A session whose time is over has this long to notice. */
    private static final Duration OVERDUE = Duration.ofSeconds(5);

    private static final EventLog LOG = EventLog.of("core");

    private final Engine engine;
    private final KeptLoops keptLoops = new KeptLoops();

    BudgetWatch(Engine engine) {
        this.engine = engine;
    }

    /** Begins to sample the loops. */
    void start() {
        engine.later(PAUSE, this::sample);
    }

    private void sample() {
        boolean measured =
                engine.generations().budgets().measureCpu() && engine.transports().loops() > 0;
        try {
            if (measured) {
                engine.containment().sampled(atWork(), engine.transports().loops());
            }
        } finally {
            engine.later(measured ? SAMPLE : PAUSE, this::sample);
        }
    }

    private List<Account> atWork() {
        return engine.transports().turns().stream()
                .map(Turn::carried)
                .flatMap(thread -> engine.proxyThreads().of(thread).stream())
                .flatMap(node -> node.blame().charge().stream())
                .map(Charge::account)
                .toList();
    }

    /** Once a second. */
    void look() {
        Collection<SessionRun> live = engine.live();
        live.forEach(run -> run.endIfOverdue(OVERDUE));
        keptLoops.look(engine.transports().turns()).forEach(this::keeps);
        engine.containment()
                .look(
                        engine.generations().budgets().measureBuffered() ? held(live) : Map.of(),
                        bundles());
    }

    /** Its bundle is contained, its session ended as far as that goes: nothing interrupts it. */
    private void keeps(Thread keeper) {
        engine.proxyThreads()
                .of(keeper)
                .ifPresent(
                        node -> {
                            String why = "it has kept an event loop from all others for 5 s";
                            node.blame().charge().ifPresent(charge -> charge.harm(why));
                            LOG.error(
                                    "loop-kept",
                                    node.session(),
                                    "the session is ended; its thread cannot be",
                                    "thread",
                                    keeper.getName(),
                                    "at",
                                    Stacks.top(keeper.getStackTrace()));
                            node.kill("its proxy has kept an event loop from all others for 5 s");
                        });
    }

    /** Bytes in buffers and spools; those of endpoints belong to a session's first proxy. */
    static Map<Account, Long> held(Collection<SessionRun> live) {
        Map<Account, Long> held = new HashMap<>();
        for (SessionRun run : live) {
            run.charge()
                    .ifPresent(it -> held.merge(it.account(), run.endpoints().held(), Long::sum));
            for (NodeWork node : run.nodes()) {
                node.blame()
                        .charge()
                        .ifPresent(it -> held.merge(it.account(), node.spooledBytes(), Long::sum));
            }
        }
        return held;
    }

    /** Every version of a bundle that is installed, or that a session may still run. */
    private Set<String> bundles() {
        Set<String> names = new HashSet<>();
        for (SourceState source : engine.generations().revisions().sources()) {
            names.add(source.source().toString());
        }
        Stream<Snapshot> alive =
                engine.generations().roll().alive().stream().map(Generation::snapshot);
        Stream.concat(alive, Stream.of(engine.generations().revisions().current()))
                .flatMap(snapshot -> snapshot.all(Kind.PROXY).values().stream())
                .forEach(revision -> names.add(revision.source().toString()));
        return names;
    }
}
