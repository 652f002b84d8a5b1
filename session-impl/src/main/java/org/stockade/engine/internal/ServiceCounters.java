package org.stockade.engine.internal;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.route.TargetTable;
import org.stockade.policy.Admission.SessionRate;
import org.stockade.policy.ServicePolicy;

/**
 * What belongs to a service's name and outlives generations: instance numbers, who is admitted,
 * maintenance that an operator has asked for, and what is known of its servers.
 */
final class ServiceCounters {
    /** The name under which connections without a service are numbered. */
    static final String NO_SERVICE = "-";

    private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    ServiceCounters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    Counter of(String service) {
        Counter known = counters.get(service);
        return known == null
                ? counters.computeIfAbsent(
                        service, name -> new Counter(new TargetTable(name, nanoTime), nanoTime))
                : known;
    }

    /** Whether a session may begin. */
    sealed interface Answer {}

    /** It may; the place is given back once, when it has ended. */
    record Place(Counter counter, SourceCounts.@Nullable Source source) implements Answer {
        void giveBack() {
            counter.release(source);
        }
    }

    /**
     * It may not.
     *
     * @param why which limit, its value, and what mends it
     */
    record Refusal(String why) implements Answer {}

    /** One service. */
    static final class Counter {
        private final AtomicLong instances = new AtomicLong();
        private final AtomicInteger open = new AtomicInteger();
        private final TargetTable targets;

        /** Of what needs more than one number to be checked and counted in one step. */
        private final ReentrantLock counting = new ReentrantLock();

        private final SourceCounts sources = new SourceCounts(SourceCounts.MOST);
        private final SessionPace pace;
        private volatile Optional<String> maintenance = Optional.empty();

        Counter(TargetTable targets, LongSupplier nanoTime) {
            this.targets = targets;
            pace = new SessionPace(nanoTime);
        }

        /** What is known of its servers. */
        TargetTable targets() {
            return targets;
        }

        /** The next instance number; the first is 0. */
        long nextInstance() {
            return instances.getAndIncrement();
        }

        /**
         * Checks and counts in one step: two that come at once never both take the last place, and
         * one that is refused counts nowhere.
         */
        Answer admit(ServicePolicy service, InetAddress client) {
            if (!service.admission().isCountedFurther()) {
                return take(service) ? new Place(this, null) : full(service);
            }
            counting.lock();
            try {
                return admitCounted(service, client);
            } finally {
                counting.unlock();
            }
        }

        private Answer admitCounted(ServicePolicy service, InetAddress client) {
            Optional<SessionRate> rate = service.admission().sessionRate();
            int most = service.admission().maxSessionsPerSource();
            SourceCounts.Source source = most == 0 ? null : SourceCounts.Source.of(client);
            if (source != null && sources.of(source) >= most) {
                return refused(
                        service,
                        "has "
                                + most
                                + " sessions from "
                                + source
                                + ", its max-sessions-per-source; raise it, or wait until one has"
                                + " ended");
            }
            if (source != null && !sources.hasRoomFor(source)) {
                return refused(
                        service,
                        "counts sessions of "
                                + SourceCounts.MOST
                                + " sources already, the most there can be; see who they are (ctl"
                                + " sessions), or remove max-sessions-per-source");
            }
            if (rate.isPresent() && !pace.allows(rate.get())) {
                return refused(
                        service,
                        "begins "
                                + rate.get().perSecond()
                                + " sessions a second, "
                                + rate.get().burst()
                                + " at once, its session-rate; raise it, or try again in a moment");
            }
            if (!take(service)) {
                return full(service);
            }
            rate.ifPresent(pace::begin);
            if (source != null) {
                sources.add(source);
            }
            return new Place(this, source);
        }

        private boolean take(ServicePolicy service) {
            int most = service.maxSessions();
            if (most == 0) {
                open.incrementAndGet();
                return true;
            }
            return open.getAndUpdate(now -> now < most ? now + 1 : now) < most;
        }

        private static Refusal full(ServicePolicy service) {
            return refused(
                    service,
                    "has "
                            + service.maxSessions()
                            + " sessions, its max-sessions; raise it, or wait until one has ended");
        }

        private static Refusal refused(ServicePolicy service, String what) {
            return new Refusal("service \"" + service.name() + "\" " + what);
        }

        private void release(SourceCounts.@Nullable Source source) {
            open.decrementAndGet();
            if (source != null) {
                counting.lock();
                try {
                    sources.remove(source);
                } finally {
                    counting.unlock();
                }
            }
        }

        /** What clients are told while the service is closed; empty: it is open. */
        Optional<String> maintenance(ServicePolicy service) {
            Optional<String> asked = maintenance;
            return asked.isPresent() ? asked : service.admission().maintenance();
        }

        /** Closes the service by the operator's word, or takes that back. */
        void maintain(Optional<String> message) {
            maintenance = message;
        }

        int open() {
            return open.get();
        }

        long started() {
            return instances.get();
        }
    }
}
