package org.stockade.engine.internal.auth;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.auth.AddressKey.Source;
import org.stockade.policy.AuthenticationPolicy.Lockout;

/**
 * Counts failures of users and of addresses, and says when nobody is asked any more. An attempt
 * counts as a failure from its beginning, so that many at once are no way around it. A name that no
 * user has is counted like any other.
 */
public final class Lockouts {
    /** Users and addresses that are remembered. */
    static final int MOST = 50_000;

    /** An address may be that of many people. */
    static final int OF_ADDRESS = 10;

    private final LongSupplier clock;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Count> counts = new HashMap<>();

    /**
     * None yet.
     *
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public Lockouts(LongSupplier clock) {
        this(clock, MOST);
    }

    Lockouts(LongSupplier clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    private record User(String authenticator, String name) {}

    private record Address(String authenticator, Source source) {}

    private static final class Count {
        final ArrayDeque<Long> attempts = new ArrayDeque<>();
        long lockedUntil;
        boolean locked;
        long last;
    }

    /** One attempt under way; exactly one of its methods is called when it has ended. */
    public final class Attempt {
        private final List<Object> keys;
        private final Lockout policy;
        private final long begun;

        private Attempt(List<Object> keys, Lockout policy, long begun) {
            this.keys = keys;
            this.policy = policy;
            this.begun = begun;
        }

        /** They were right: what the user failed before is forgotten, what the address did not. */
        public void accepted() {
            lock.lock();
            try {
                counts.remove(keys.getFirst());
                undo(keys.getLast());
            } finally {
                lock.unlock();
            }
        }

        /** Nobody could tell: it does not count. */
        public void undecided() {
            lock.lock();
            try {
                keys.forEach(this::undo);
            } finally {
                lock.unlock();
            }
        }

        private void undo(Object key) {
            Count count = counts.get(key);
            if (count != null) {
                count.attempts.removeLastOccurrence(begun);
            }
        }

        /** They were wrong; what is locked from now on, in words, or nothing. */
        public Optional<String> rejected() {
            lock.lock();
            try {
                List<String> locked = new ArrayList<>();
                for (Object key : keys) {
                    Count count = counts.get(key);
                    if (count != null
                            && !count.locked
                            && count.attempts.size() >= limit(key, policy)) {
                        count.locked = true;
                        count.lockedUntil = clock.getAsLong() + policy.lasts().toNanos();
                        locked.add(name(key));
                    }
                }
                return locked.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", locked));
            } finally {
                lock.unlock();
            }
        }
    }

    private static int limit(Object key, Lockout policy) {
        return key instanceof User ? policy.failures() : policy.failures() * OF_ADDRESS;
    }

    private static String name(Object key) {
        return switch (key) {
            case User user -> "user \"" + user.name() + "\"";
            case Address address -> address.source().toString();
            default -> key.toString();
        };
    }

    /** What comes of asking for an attempt. */
    public sealed interface Begun {
        /** It may be made. */
        record Free(Attempt attempt) implements Begun {}

        /** It may not: {@code why}, with the time that is left. */
        record Locked(String why) implements Begun {}
    }

    /** One more attempt of this user from this address. */
    public Begun begin(String authenticator, String user, InetAddress client, Lockout policy) {
        List<Object> keys =
                List.of(
                        new User(authenticator, user.toLowerCase(Locale.ROOT)),
                        new Address(authenticator, AddressKey.of(client)));
        lock.lock();
        try {
            long now = clock.getAsLong();
            for (Object key : keys) {
                String why = locked(key, policy, now);
                if (why != null) {
                    return new Begun.Locked(why);
                }
            }
            for (Object key : keys) {
                Count count = counts.get(key);
                if (count == null) {
                    makeRoom(now);
                    count = new Count();
                    counts.put(key, count);
                }
                count.attempts.addLast(now);
                count.last = now;
            }
            return new Begun.Free(new Attempt(keys, policy, now));
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String locked(Object key, Lockout policy, long now) {
        Count count = counts.get(key);
        if (count == null) {
            return null;
        }
        if (count.locked && count.lockedUntil - now <= 0) {
            counts.remove(key);
            return null;
        }
        if (count.locked) {
            long left = Duration.ofNanos(count.lockedUntil - now).toSeconds() + 1;
            return name(key) + " is locked out after too many failures, for another " + left + " s";
        }
        Long first = count.attempts.peekFirst();
        while (first != null && now - first >= policy.within().toNanos()) {
            count.attempts.removeFirst();
            first = count.attempts.peekFirst();
        }
        return count.attempts.size() >= limit(key, policy)
                ? name(key) + " has too many attempts under way; wait for their answers"
                : null;
    }

    /**
     * The one that matters least goes: no lock, and longest not seen; else the lock that ends
     * first.
     */
    private void makeRoom(long now) {
        if (counts.size() < most) {
            return;
        }
        counts.values().removeIf(each -> each.locked && each.lockedUntil - now <= 0);
        if (counts.size() >= most) {
            counts.entrySet().stream()
                    .min(
                            Comparator.comparing(
                                            (Map.Entry<Object, Count> each) ->
                                                    each.getValue().locked)
                                    .thenComparingLong(
                                            each ->
                                                    (each.getValue().locked
                                                                    ? each.getValue().lockedUntil
                                                                    : each.getValue().last)
                                                            - now))
                    .ifPresent(least -> counts.remove(least.getKey()));
        }
    }

    int size() {
        lock.lock();
        try {
            return counts.size();
        } finally {
            lock.unlock();
        }
    }
}
