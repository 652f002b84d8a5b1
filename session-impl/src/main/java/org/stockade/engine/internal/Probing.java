package org.stockade.engine.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.lookup.TargetZones;
import org.stockade.engine.internal.nat.Translation.Addresses;
import org.stockade.engine.internal.route.DirectRouter;
import org.stockade.engine.internal.route.MultiTargetChainer;
import org.stockade.engine.internal.route.Probe;
import org.stockade.engine.internal.route.SideStackChainer;
import org.stockade.engine.internal.route.TargetTable;

/**
 * Checks the servers that the policy in force wants checked, on threads of its own: each waits for
 * one server. What a policy no longer names is checked no more within a second.
 */
final class Probing implements AutoCloseable {
    /** Servers checked by one policy. */
    static final int MOST = 256;

    private static final int THREADS = 8;

    private final ServiceCounters counters;
    private final ThreadPoolExecutor pool;

    /** Used by the timer's thread alone. */
    private final Map<Key, Watched> watched = new HashMap<>();

    private @Nullable Generation followed;

    /** What is checked, and how: the same in the next policy goes on as it is. */
    private record Key(String service, SockAddr target, Probe probe) {}

    Probing(ServiceCounters counters) {
        this.counters = counters;
        AtomicInteger number = new AtomicInteger();
        pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MOST),
                        work -> {
                            Thread thread =
                                    new Thread(work, "stockade-check-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Follows the generation in force and begins what is due; on the timer's thread, never waits.
     */
    void look(Optional<Generation> inForce) {
        Generation now = inForce.orElse(null);
        if (now != followed) {
            followed = now;
            follow(now);
        }
        long moment = System.nanoTime();
        for (Watched each : watched.values()) {
            if (each.isDue(moment)) {
                try {
                    pool.execute(each::check);
                } catch (RejectedExecutionException busy) {
                    each.again();
                }
            }
        }
    }

    private void follow(@Nullable Generation now) {
        Set<Key> wanted = new HashSet<>();
        if (now != null) {
            for (ServicePlan plan : now.plans()) {
                for (SockAddr target : targets(plan)) {
                    Key key = new Key(plan.policy().name(), target, probe(plan).orElseThrow());
                    wanted.add(key);
                    watched.computeIfAbsent(key, this::watched).follow(now, plan);
                }
            }
        }
        for (Key key : Set.copyOf(watched.keySet())) {
            if (!wanted.contains(key)) {
                Watched gone = watched.remove(key);
                boolean stays =
                        wanted.stream()
                                .anyMatch(
                                        each ->
                                                each.service().equals(key.service())
                                                        && each.target().equals(key.target()));
                if (gone != null) {
                    gone.end(stays);
                }
            }
        }
    }

    private Watched watched(Key key) {
        return new Watched(key, counters.of(key.service()).targets());
    }

    private static Optional<Probe> probe(ServicePlan plan) {
        return SideStackChainer.last(plan.chainer()) instanceof MultiTargetChainer chainer
                ? chainer.probe()
                : Optional.empty();
    }

    /** The servers of a service that are to be checked. */
    static Set<SockAddr> targets(ServicePlan plan) {
        return probe(plan).isPresent() && plan.router() instanceof DirectRouter direct
                ? Set.copyOf(direct.targets())
                : Set.of();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    /** One server, and how it has done. */
    private static final class Watched {
        private final Key key;
        private final TargetTable table;
        private volatile @Nullable Generation generation;
        private volatile @Nullable ServicePlan plan;
        private volatile boolean running;
        private volatile boolean ended;
        private volatile long next = System.nanoTime();

        /** Used by the one check under way. */
        private final Tally tally;

        Watched(Key key, TargetTable table) {
            this.key = key;
            this.table = table;
            this.tally = new Tally(key.probe().rise(), key.probe().fall());
        }

        void follow(Generation now, ServicePlan current) {
            generation = now;
            plan = current;
        }

        boolean isDue(long moment) {
            if (running || next - moment > 0) {
                return false;
            }
            running = true;
            return true;
        }

        void again() {
            next = System.nanoTime() + key.probe().interval().toNanos();
            running = false;
        }

        void end(boolean stays) {
            ended = true;
            if (!stays) {
                table.unwatched(key.target());
            }
        }

        void check() {
            try {
                String failure = failure();
                boolean good = tally.told(failure.isEmpty());
                if (!ended) {
                    table.watched(key.target(), good, failure, key.probe().slowStart());
                }
            } finally {
                again();
            }
        }

        private String failure() {
            Generation now = generation;
            ServicePlan current = plan;
            if (now == null || current == null) {
                return "it is not known yet";
            }
            try {
                SockAddr real =
                        current.translation()
                                .of(Optional.empty(), new Addresses(Optional.empty(), key.target()))
                                .remote();
                boolean permitted =
                        TargetZones.permitted(
                                now.zones().find(real.address()), current.policy().toZones());
                if (!permitted) {
                    return "to-zones does not permit it";
                }
                Prober.ask(key.probe(), real);
                return "";
            } catch (IOException | RuntimeException failed) {
                return String.valueOf(failed.getMessage());
            }
        }
    }
}
