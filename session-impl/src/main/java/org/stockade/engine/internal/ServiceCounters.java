package org.stockade.engine.internal;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What belongs to a service's name and outlives generations: instance numbers and sessions at once.
 */
final class ServiceCounters {
    /** The name under which connections without a service are numbered. */
    static final String NO_SERVICE = "-";

    private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();

    Counter of(String service) {
        return counters.computeIfAbsent(service, name -> new Counter());
    }

    /** One service. */
    static final class Counter {
        private final AtomicLong instances = new AtomicLong();
        private final AtomicInteger open = new AtomicInteger();

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
