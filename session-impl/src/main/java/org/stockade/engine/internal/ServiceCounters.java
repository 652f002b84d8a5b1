package org.stockade.engine.internal;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.stockade.engine.internal.route.TargetTable;

/**
 * What belongs to a service's name and outlives generations: instance numbers, sessions at once,
 * and what is known of its servers.
 */
final class ServiceCounters {
    /** The name under which connections without a service are numbered. */
    static final String NO_SERVICE = "-";

    private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();

    Counter of(String service) {
        Counter known = counters.get(service);
        return known == null
                ? counters.computeIfAbsent(
                        service, name -> new Counter(new TargetTable(name, System::nanoTime)))
                : known;
    }

    /** One service. */
    static final class Counter {
        private final AtomicLong instances = new AtomicLong();
        private final AtomicInteger open = new AtomicInteger();
        private final TargetTable targets;

        Counter(TargetTable targets) {
            this.targets = targets;
        }

        /** What is known of its servers. */
        TargetTable targets() {
            return targets;
        }

        /** The next instance number; the first is 0. */
        long nextInstance() {
            return instances.getAndIncrement();
        }

        /** Checks and counts in one step: two that come at once never both take the last place. */
        boolean admit(int maxSessions) {
            if (maxSessions == 0) {
                open.incrementAndGet();
                return true;
            }
            int before = open.getAndUpdate(now -> now < maxSessions ? now + 1 : now);
            return before < maxSessions;
        }

        void release() {
            open.decrementAndGet();
        }

        int open() {
            return open.get();
        }

        long started() {
            return instances.get();
        }
    }
}
