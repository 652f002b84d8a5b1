package org.stockade.engine.internal.route;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stockade.chain.Chainer;
import org.stockade.chain.Targets;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.StackedSession;

/**
 * Tries one target after the other, those first of which nothing bad is known: core.md sections
 * 10.3 to 10.5.
 *
 * <p>What is remembered of a server belongs to the service; where an attempt stands belongs to the
 * attempt. Each attempt asks each target at most once, and ends with the service's {@code connect}.
 *
 * @param order in which they are tried
 * @param timeoutConnect longest wait for one of them
 * @param timeoutState how long one that failed goes behind the others
 * @param probe how its servers are looked after; empty: they are not
 * @param clock nanoseconds, as {@link System#nanoTime}
 */
public record MultiTargetChainer(
        Order order,
        Duration timeoutConnect,
        Duration timeoutState,
        Optional<Probe> probe,
        LongSupplier clock)
        implements Chainer {
    /** Failures that the record names. */
    private static final int MOST_SAID = 5;

    @Override
    public Endpoint chainParent(StackedSession session) throws IOException {
        return new Attempt(session).run();
    }

    /** The order in which the next attempt would try these; takes no turn. */
    public List<SockAddr> preview(List<SockAddr> targets, TargetTable known) {
        List<SockAddr> all = new ArrayList<>();
        List<SockAddr> behind = new ArrayList<>();
        for (SockAddr each : order.of(targets, known, known.turn())) {
            (known.state(each) == Targets.State.UP ? all : behind).add(each);
        }
        all.addAll(behind);
        return all;
    }

    @Override
    public boolean countsConnections() {
        return order instanceof Order.ByLoad;
    }

    /** One attempt of one session to get a server. */
    private final class Attempt {
        private final StackedSession session;
        private final List<SockAddr> targets;
        private final Targets known;
        private final Duration all;
        private final long end;
        private final List<ConnectFailedException> failures = new ArrayList<>();

        Attempt(StackedSession session) throws ConnectFailedException {
            this.session = session;
            this.targets = Destinations.of(session);
            this.known = session.targets();
            this.all = session.limit("connect");
            this.end = clock.getAsLong() + all.toNanos();
        }

        Endpoint run() throws IOException {
            List<SockAddr> behind = new ArrayList<>();
            int unhealthy = 0;
            for (SockAddr target : inOrder()) {
                switch (known.state(target)) {
                    case UP -> {
                        Endpoint server = tryOne(target);
                        if (server != null) {
                            return server;
                        }
                    }
                    case DOWN -> behind.add(target);
                    case UNHEALTHY -> unhealthy++;
                }
            }
            // None of the others works: what was said against these may be so no more.
            for (int i = 0; i < behind.size(); i++) {
                Endpoint server = tryOne(behind.get(i));
                if (server != null) {
                    behind.subList(i + 1, behind.size()).forEach(known::markUp);
                    return server;
                }
            }
            throw noneReached(unhealthy);
        }

        /** One that is to get a part of its load only stands back in the other turns. */
        private List<SockAddr> inOrder() {
            long turn = known.nextTurn();
            List<SockAddr> ordered = order.of(targets, known, turn);
            SockAddr first = ordered.getFirst();
            int share = known.share(first);
            if (share >= 100 || percentile(turn) < share || ordered.size() == 1) {
                return ordered;
            }
            List<SockAddr> others = new ArrayList<>(ordered.subList(1, ordered.size()));
            others.add(first);
            return others;
        }

        /** A connection to it, or {@code null} if it failed and there is time for another. */
        private @Nullable Endpoint tryOne(SockAddr target) throws IOException {
            Duration left = Duration.ofNanos(end - clock.getAsLong());
            if (!left.isPositive()) {
                throw outOfTime();
            }
            boolean whole = timeoutConnect.compareTo(left) <= 0;
            try {
                Endpoint server =
                        session.dial(
                                session.route().local(), target, whole ? timeoutConnect : left);
                known.markUp(target);
                return server;
            } catch (ConnectFailedException failed) {
                failures.add(failed);
                // One that was given less time than it is due has not shown that it is down, and
                // neither has one that this machine could not even try.
                if (!failed.ours() && (whole || !failed.timedOut())) {
                    known.markDown(target, timeoutState);
                }
                return null;
            }
        }

        private ConnectFailedException outOfTime() {
            return new ConnectFailedException(
                    "no server within "
                            + all.toMillis()
                            + " ms, the service's connect limit: "
                            + failures.size()
                            + " of "
                            + targets.size()
                            + " targets tried"
                            + said(),
                    true);
        }

        private ConnectFailedException noneReached(int unhealthy) {
            boolean late =
                    !failures.isEmpty()
                            && failures.stream().allMatch(ConnectFailedException::timedOut);
            return new ConnectFailedException(
                    "no server can be reached: "
                            + failures.size()
                            + " of "
                            + targets.size()
                            + " targets tried"
                            + (unhealthy == 0
                                    ? ""
                                    : ", " + unhealthy + " kept out by their health checks")
                            + said(),
                    late);
        }

        private String said() {
            return failures.stream()
                    .limit(MOST_SAID)
                    .map(Throwable::getMessage)
                    .collect(Collectors.joining("; ", failures.isEmpty() ? "" : ": ", ""));
        }
    }

    /** 0 to 99, spread evenly over successive turns. */
    private static int percentile(long turn) {
        return (int) ((turn * 0x9E3779B97F4A7C15L >>> 33) % 100);
    }
}
