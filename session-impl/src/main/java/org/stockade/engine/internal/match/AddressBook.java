package org.stockade.engine.internal.match;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.stockade.chain.HostResolver;

/**
 * The addresses of the hosts that matchers of any policy name, each asked for again and again off
 * the data path.
 */
public final class AddressBook {
    /** So long an answer with addresses holds. */
    static final Duration REFRESH = Duration.ofSeconds(60);

    /** So long after no answer, or one without addresses, it is asked for again. */
    static final Duration AGAIN = Duration.ofSeconds(10);

    /** So many questions at once: sessions share the resolver's threads. */
    private static final int AT_ONCE = 4;

    /** Addresses of one name that count. */
    static final int MOST_ADDRESSES = 256;

    private final Lookup lookup;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private int asked;

    /** Asks a resolver. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * Has {@code told} called later with the addresses, or with nothing after a failure; {@code
         * false} if too many ask already. Never waits.
         */
        boolean ask(HostResolver by, String host, Consumer<Optional<List<InetAddress>>> told);
    }

    /**
     * A host and who is asked for it.
     *
     * @param resolver what makes one resolver the same as another in the next policy
     */
    private record Key(Object resolver, String host) {}

    /** One host. What is volatile is read by sessions. */
    static final class Entry {
        private final Key key;
        private volatile Known known = Known.NOTHING;

        // With the lock:
        private HostResolver by;
        private int users;
        private boolean queued;
        private boolean answered;
        private long due;

        Entry(Key key, HostResolver by) {
            this.key = key;
            this.by = by;
        }

        String host() {
            return key.host();
        }

        Known known() {
            return known;
        }
    }

    /**
     * What is known of a host.
     *
     * @param addresses the last there were
     * @param confirmed when; means nothing without addresses
     * @param told whether the last question was answered at all
     */
    record Known(List<InetAddress> addresses, long confirmed, boolean told) {
        static final Known NOTHING = new Known(List.of(), 0, false);
    }

    public AddressBook(Lookup lookup, LongSupplier nanoTime) {
        this.lookup = lookup;
        this.nanoTime = nanoTime;
    }

    LongSupplier clock() {
        return nanoTime;
    }

    /** The entry of a host, to be given back once; a newer resolver takes the older one's place. */
    Entry open(Object resolver, HostResolver by, String host) {
        lock.lock();
        try {
            Entry entry =
                    entries.computeIfAbsent(new Key(resolver, host), key -> new Entry(key, by));
            entry.users++;
            entry.by = by;
            return entry;
        } finally {
            lock.unlock();
        }
    }

    void release(Entry entry) {
        lock.lock();
        try {
            if (--entry.users == 0) {
                entries.remove(entry.key);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asks for what has grown old; never waits. */
    public void look() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            for (Entry entry : entries.values()) {
                if (!entry.queued && (!entry.answered || now - entry.due >= 0)) {
                    entry.queued = true;
                    waiting.add(entry);
                }
            }
            ask();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Asks for these and waits until each has been answered once, whatever the answer.
     *
     * @return those without an answer when the time was over
     */
    List<String> await(Collection<Entry> wanted, Duration atMost) throws InterruptedException {
        look();
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (true) {
                List<String> open =
                        wanted.stream()
                                .filter(each -> !each.answered)
                                .map(Entry::host)
                                .distinct()
                                .toList();
                if (open.isEmpty() || left <= 0) {
                    return open;
                }
                left = answered.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asks for what waits, as far as there is room. With the lock. */
    private void ask() {
        while (asked < AT_ONCE && !waiting.isEmpty()) {
            Entry entry = waiting.remove();
            if (entry.users == 0) {
                entry.queued = false;
                continue;
            }
            asked++;
            if (!lookup.ask(entry.by, entry.host(), found -> told(entry, found))) {
                asked--;
                waiting.addFirst(entry);
                return;
            }
        }
    }

    private void told(Entry entry, Optional<List<InetAddress>> found) {
        lock.lock();
        try {
            asked--;
            long now = nanoTime.getAsLong();
            boolean some = found.isPresent() && !found.get().isEmpty();
            entry.queued = false;
            entry.answered = true;
            entry.due = now + (some ? REFRESH : AGAIN).toNanos();
            Known before = entry.known;
            entry.known =
                    some
                            ? new Known(
                                    found.get().stream().distinct().limit(MOST_ADDRESSES).toList(),
                                    now,
                                    true)
                            : new Known(before.addresses(), before.confirmed(), found.isPresent());
            answered.signalAll();
            ask();
        } finally {
            lock.unlock();
        }
    }
}
