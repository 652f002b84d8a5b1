package org.stockade.engine.internal.route;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.stockade.chain.Targets;
import org.stockade.endpoint.SockAddr;
import org.stockade.log.EventLog;

/**
 * What is known of one service's servers. Looking something up takes no lock; a protocol that names
 * its targets makes it no larger than {@link #MOST}.
 */
public final class TargetTable implements Targets {
    /** Servers remembered as down, and servers with counted connections. */
    static final int MOST = 1024;

    private static final EventLog LOG = EventLog.of("core");

    private final String service;
    private final LongSupplier clock;
    private final AtomicLong turns = new AtomicLong();

    /** Until when, by the clock. */
    private final ConcurrentMap<SockAddr, Long> down = new ConcurrentHashMap<>();

    private final ConcurrentMap<SockAddr, Health> health = new ConcurrentHashMap<>();

    private final ConcurrentMap<SockAddr, AtomicInteger> connections = new ConcurrentHashMap<>();

    /**
     * An empty one.
     *
     * @param service its name, for the log
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public TargetTable(String service, LongSupplier clock) {
        this.service = service;
        this.clock = clock;
    }

    @Override
    public long nextTurn() {
        return turns.getAndIncrement();
    }

    /** The number that the next attempt will get. */
    long turn() {
        return turns.get();
    }

    @Override
    public State state(SockAddr target) {
        Health checked = health.get(target);
        if (checked != null && !checked.good) {
            return State.UNHEALTHY;
        }
        return downFor(target).isPresent() ? State.DOWN : State.UP;
    }

    /** How long it stays remembered as down; empty: it is not. */
    public Optional<Duration> downFor(SockAddr target) {
        Long until = down.get(target);
        if (until == null) {
            return Optional.empty();
        }
        long left = until - clock.getAsLong();
        if (left > 0) {
            return Optional.of(Duration.ofNanos(left));
        }
        down.remove(target, until);
        return Optional.empty();
    }

    @Override
    public int share(SockAddr target) {
        Health checked = health.get(target);
        if (checked == null || !checked.good || checked.slowStart.isZero()) {
            return 100;
        }
        long age = clock.getAsLong() - checked.since;
        return age >= checked.slowStart.toNanos()
                ? 100
                : Math.max(1, (int) (100.0 * age / checked.slowStart.toNanos()));
    }

    /**
     * What a health check has found.
     *
     * @param good whether the server counts as good now
     * @param failure of this check; empty: it went well
     * @param slowStart for a server that has just become good
     */
    public void watched(SockAddr target, boolean good, String failure, Duration slowStart) {
        Health before = health.get(target);
        if (before != null && before.good == good) {
            health.put(target, new Health(good, before.since, before.slowStart, failure));
            return;
        }
        Duration start = good && before != null ? slowStart : Duration.ZERO;
        health.put(target, new Health(good, clock.getAsLong(), start, failure));
        if (good && before == null) {
            return;
        }
        if (good) {
            // What sessions found out before is older than this.
            markUp(target);
            LOG.info(
                    "target-healthy",
                    null,
                    "it is used again",
                    "service",
                    service,
                    "server",
                    target);
        } else {
            LOG.warning(
                    "target-unhealthy",
                    null,
                    "it is not used until its health checks succeed",
                    "service",
                    service,
                    "server",
                    target,
                    "failure",
                    failure);
        }
    }

    /** It is checked no more: nothing is held against it. */
    public void unwatched(SockAddr target) {
        health.remove(target);
    }

    /** What its last health check said; empty without one. */
    public String check(SockAddr target) {
        Health checked = health.get(target);
        return checked == null ? "" : checked.failure.isEmpty() ? "well" : checked.failure;
    }

    /**
     * What health checks say.
     *
     * @param since when it became so, by the clock
     */
    private record Health(boolean good, long since, Duration slowStart, String failure) {}

    @Override
    public void markDown(SockAddr target, Duration atMost) {
        long now = clock.getAsLong();
        if (state(target) == State.DOWN || !hasRoom(down.size(), now)) {
            return;
        }
        if (down.putIfAbsent(target, now + atMost.toNanos()) == null) {
            LOG.warning(
                    "target-down",
                    null,
                    "other servers of its service go first",
                    "service",
                    service,
                    "server",
                    target,
                    "for_ms",
                    atMost.toMillis());
        }
    }

    private boolean hasRoom(int size, long now) {
        if (size >= MOST) {
            down.values().removeIf(until -> until - now <= 0);
        }
        return down.size() < MOST;
    }

    @Override
    public void markUp(SockAddr target) {
        // Most have no mark, and reading costs less than writing.
        if (down.containsKey(target)) {
            down.remove(target);
        }
    }

    @Override
    public int connections(SockAddr target) {
        AtomicInteger counter = connections.get(target);
        return counter == null ? 0 : counter.get();
    }

    /** Where connections to this server are counted. */
    public AtomicInteger counter(SockAddr target) {
        AtomicInteger known = connections.get(target);
        if (known != null) {
            return known;
        }
        if (connections.size() >= MOST) {
            connections.values().removeIf(counter -> counter.get() == 0);
        }
        AtomicInteger made = new AtomicInteger();
        AtomicInteger before =
                connections.size() < MOST ? connections.putIfAbsent(target, made) : null;
        return before == null ? made : before;
    }

    /** Every server of which something is known. */
    public Set<SockAddr> known() {
        Set<SockAddr> known = new TreeSet<>(java.util.Comparator.comparing(SockAddr::toString));
        known.addAll(down.keySet());
        known.addAll(connections.keySet());
        return known;
    }
}
