package org.stockade.engine.internal;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.stockade.chain.HostResolver;
import org.stockade.log.EventLog;

/**
 * The addresses of the host names that policies use. They are asked for off the data path, again
 * and again; a name that does not resolve keeps the addresses it had last. Asking which names an
 * address has never waits.
 */
final class HostNames {
    /** Where nobody tells a lifetime, as the system's resolver, and after a failure. */
    static final Duration REFRESH = Duration.ofSeconds(60);

    /** However short a lifetime is: who controls a name shall not have us ask without end. */
    static final Duration SOONEST = Duration.ofSeconds(10);

    /** However long a lifetime is. */
    static final Duration LATEST = Duration.ofHours(1);

    /** So many questions at once: sessions share the resolver's threads. */
    private static final int AT_ONCE = 4;

    /** Addresses of one name that count. */
    private static final int MOST_ADDRESSES = 64;

    private static final EventLog LOG = EventLog.of("core");

    private final Lookup lookup;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private final Map<String, Host> hosts = new TreeMap<>();
    private final Deque<Host> waiting = new ArrayDeque<>();
    private int asked;

    private volatile Map<InetAddress, List<String>> byAddress = Map.of();

    /** Asks a resolver. */
    @FunctionalInterface
    interface Lookup {
        /**
         * Has {@code told} called later with the addresses, or with nothing after a failure; {@code
         * false} if too many ask already. Never waits.
         */
        boolean ask(HostResolver by, String host, Consumer<Optional<Answer>> told);
    }

    /**
     * What a resolver says.
     *
     * @param lifetime how long it holds, where the resolver tells
     */
    record Answer(List<InetAddress> addresses, Optional<Duration> lifetime) {
        Duration holds() {
            Duration told = lifetime.orElse(REFRESH);
            return told.compareTo(SOONEST) < 0
                    ? SOONEST
                    : told.compareTo(LATEST) > 0 ? LATEST : told;
        }
    }

    /** One name that a generation uses. */
    private static final class Host {
        final String name;

        /** What each of its users asks; the last one's is asked. */
        final List<HostResolver> users = new ArrayList<>();

        List<InetAddress> addresses = List.of();
        boolean known;
        boolean failing;
        boolean queued;
        long due;

        Host(String name) {
            this.name = name;
        }
    }

    HostNames(Lookup lookup, LongSupplier nanoTime) {
        this.lookup = lookup;
        this.nanoTime = nanoTime;
    }

    /** The names that resolve to this address, in alphabetical order. Never waits. */
    List<String> at(InetAddress address) {
        return byAddress.getOrDefault(address, List.of());
    }

    /**
     * A generation uses these names until it gives them back.
     *
     * @param names each with what it resolves them by; the youngest generation's is asked
     */
    void retain(Map<String, HostResolver> names) {
        lock.lock();
        try {
            names.forEach(
                    (name, by) -> {
                        Host host = hosts.computeIfAbsent(name, Host::new);
                        boolean asSame = !host.users.isEmpty() && host.users.getLast().equals(by);
                        host.users.add(by);
                        if (!host.known || !asSame) {
                            queue(host);
                        }
                    });
            ask();
        } finally {
            lock.unlock();
        }
    }

    /** It has ended: what nobody uses is forgotten. */
    void release(Map<String, HostResolver> names) {
        lock.lock();
        try {
            names.forEach(
                    (name, by) -> {
                        Host host = hosts.get(name);
                        // Not a word of its code is kept: it may be another bundle's.
                        if (host != null && host.users.remove(by) && host.users.isEmpty()) {
                            hosts.remove(name);
                        }
                    });
            if (!names.isEmpty()) {
                publish();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asks again for names whose answers have grown old. Never waits. */
    void refresh() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            for (Host host : hosts.values()) {
                if (host.known && now - host.due >= 0) {
                    queue(host);
                }
            }
            ask();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until each of these names has been asked for once, whatever came of it.
     *
     * @return those without an answer when the time was over
     */
    List<String> await(Collection<String> names, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (true) {
                List<String> unknown =
                        names.stream()
                                .filter(name -> hosts.get(name) instanceof Host it && !it.known)
                                .toList();
                if (unknown.isEmpty() || left <= 0) {
                    return unknown;
                }
                left = answered.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits like {@link #await}; whoever waits goes on without the others, which are logged. */
    void awaitFirst(Collection<String> names, Duration atMost) {
        try {
            List<String> unknown = await(names, atMost);
            if (!unknown.isEmpty()) {
                LOG.warning(
                        "hosts-unanswered",
                        null,
                        "the policy comes into force without their addresses",
                        "hosts",
                        unknown);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void queue(Host host) {
        if (!host.queued) {
            host.queued = true;
            waiting.add(host);
        }
    }

    /** Asks for what waits, as far as there is room. With the lock. */
    private void ask() {
        while (asked < AT_ONCE && !waiting.isEmpty()) {
            Host host = waiting.remove();
            if (host.users.isEmpty()) {
                continue;
            }
            asked++;
            if (!lookup.ask(host.users.getLast(), host.name, found -> told(host, found))) {
                asked--;
                waiting.addFirst(host);
                return;
            }
        }
    }

    private void told(Host host, Optional<Answer> found) {
        lock.lock();
        try {
            asked--;
            host.queued = false;
            host.due = nanoTime.getAsLong() + found.map(Answer::holds).orElse(REFRESH).toNanos();
            host.known = true;
            if (found.isPresent()) {
                adopt(host, found.get().addresses());
            } else if (!host.failing) {
                host.failing = true;
                LOG.warning(
                        "host-unresolved",
                        null,
                        "zones and rules go on with the addresses it had last",
                        "host",
                        host.name,
                        "addresses",
                        host.addresses.size());
            }
            answered.signalAll();
            ask();
        } finally {
            lock.unlock();
        }
    }

    private void adopt(Host host, List<InetAddress> found) {
        List<InetAddress> its = found.stream().distinct().limit(MOST_ADDRESSES).toList();
        if (found.size() > MOST_ADDRESSES || host.failing) {
            LOG.info(
                    "host-resolved",
                    null,
                    found.size() > MOST_ADDRESSES
                            ? "it has more addresses than count"
                            : "it resolves again",
                    "host",
                    host.name,
                    "addresses",
                    its.size());
        }
        host.failing = false;
        if (!its.equals(host.addresses)) {
            host.addresses = its;
            publish();
        }
    }

    /** A new map for those who ask: readers never see one that changes. */
    private void publish() {
        Map<InetAddress, List<String>> next = new HashMap<>();
        hosts.forEach(
                (name, host) ->
                        host.addresses.forEach(
                                address ->
                                        next.computeIfAbsent(address, key -> new ArrayList<>(1))
                                                .add(name)));
        byAddress = next;
    }
}
