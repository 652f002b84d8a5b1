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
import org.stockade.log.EventLog;

/**
 * The addresses of the host names that policies use. They are asked for off the data path, again
 * and again; a name that does not resolve keeps the addresses it had last. Asking which names an
 * address has never waits.
 */
final class HostNames {
    /** The system's resolver tells no lifetime: this long an answer holds, a failure too. */
    static final Duration REFRESH = Duration.ofSeconds(60);

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
        boolean ask(String host, Consumer<Optional<List<InetAddress>>> told);
    }

    /** One name that a generation uses. */
    private static final class Host {
        final String name;
        int users;
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

    /** A generation uses these names until it gives them back. */
    void retain(Collection<String> names) {
        lock.lock();
        try {
            for (String name : names) {
                Host host = hosts.computeIfAbsent(name, Host::new);
                host.users++;
                if (!host.known) {
                    queue(host);
                }
            }
            ask();
        } finally {
            lock.unlock();
        }
    }

    /** It has ended: what nobody uses is forgotten. */
    void release(Collection<String> names) {
        lock.lock();
        try {
            for (String name : names) {
                Host host = hosts.get(name);
                if (host != null && --host.users == 0) {
                    hosts.remove(name);
                }
            }
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
            if (host.users == 0) {
                continue;
            }
            asked++;
            if (!lookup.ask(host.name, found -> told(host, found))) {
                asked--;
                waiting.addFirst(host);
                return;
            }
        }
    }

    private void told(Host host, Optional<List<InetAddress>> found) {
        lock.lock();
        try {
            asked--;
            host.queued = false;
            host.due = nanoTime.getAsLong() + REFRESH.toNanos();
            host.known = true;
            if (found.isPresent()) {
                adopt(host, found.get());
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
