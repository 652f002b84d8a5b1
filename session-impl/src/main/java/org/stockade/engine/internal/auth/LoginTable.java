package org.stockade.engine.internal.auth;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.stockade.access.Logins.Login;
import org.stockade.auth.Identity;
import org.stockade.policy.AuthenticationPolicy.Cache;

/**
 * Which users are at which addresses, each for an idle and a total time. Looking up takes no lock.
 * A new login of an address replaces the one for the same authenticator and services.
 */
public final class LoginTable {
    /** Logins that are remembered; of one address {@link #OF_ADDRESS}. */
    static final int MOST = 100_000;

    static final int OF_ADDRESS = 8;

    private final InstantSource wall;
    private final int most;
    private final ConcurrentMap<InetAddress, List<Entry>> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    /** An empty one. */
    public LoginTable(InstantSource wall) {
        this(wall, MOST);
    }

    LoginTable(InstantSource wall, int most) {
        this.wall = wall;
        this.most = most;
    }

    /**
     * Whose login it is, and for what.
     *
     * @param written what the authenticator was made of
     * @param service empty: it counts for all services that ask the authenticator
     */
    public record Scope(String authenticator, String written, Optional<String> service) {}

    /** One login. */
    public static final class Entry {
        private final InetAddress address;
        private final Scope scope;
        private final Identity identity;
        private final String how;
        private final Cache cache;
        private final Instant since;
        private volatile Instant used;

        private Entry(
                InetAddress address,
                Scope scope,
                Identity identity,
                String how,
                Cache cache,
                Instant since) {
            this.address = address;
            this.scope = scope;
            this.identity = identity;
            this.how = how;
            this.cache = cache;
            this.since = since;
            this.used = since;
        }

        public Identity identity() {
            return identity;
        }

        /** {@code login} or {@code inband}. */
        public String how() {
            return how;
        }

        /** Whether it holds; also where a newer policy has shorter times than it was made with. */
        private boolean holds(Instant now, Cache by) {
            return now.isBefore(used.plus(shorter(cache.idle(), by.idle())))
                    && now.isBefore(since.plus(shorter(cache.total(), by.total())));
        }

        private boolean holds(Instant now) {
            return holds(now, cache);
        }

        private static Duration shorter(Duration a, Duration b) {
            return a.compareTo(b) <= 0 ? a : b;
        }

        private Login view(Instant now) {
            return new Login(
                    address,
                    identity.user(),
                    identity.groups(),
                    scope.authenticator(),
                    scope.service(),
                    how,
                    since,
                    Duration.between(used, now),
                    since.plus(cache.total()));
        }
    }

    /**
     * Notes a login, in place of one for the same.
     *
     * @return empty: there are too many, and none was made
     */
    public Optional<Login> put(
            InetAddress address, Scope scope, Identity identity, String how, Cache cache) {
        Instant now = wall.instant();
        if (count.get() >= most) {
            sweep();
            if (count.get() >= most) {
                return Optional.empty();
            }
        }
        Entry made = new Entry(address, scope, identity, how, cache, now);
        byAddress.compute(
                address,
                (key, before) -> {
                    List<Entry> after = new ArrayList<>(before == null ? List.of() : before);
                    after.removeIf(each -> each.scope.equals(scope) || !each.holds(now));
                    if (after.size() >= OF_ADDRESS) {
                        after.removeFirst();
                    }
                    after.add(made);
                    count.addAndGet(after.size() - (before == null ? 0 : before.size()));
                    return List.copyOf(after);
                });
        return Optional.of(made.view(now));
    }

    /** The login that a service may use now; that prolongs its idle time. */
    public Optional<Entry> use(InetAddress address, Scope scope, Cache by) {
        Optional<Entry> found = look(address, scope, by);
        found.ifPresent(each -> each.used = wall.instant());
        return found;
    }

    /** Likewise, and prolongs nothing. */
    public Optional<Entry> look(InetAddress address, Scope scope, Cache by) {
        List<Entry> known = byAddress.get(address);
        if (known == null) {
            return Optional.empty();
        }
        Instant now = wall.instant();
        return known.stream()
                .filter(each -> each.scope.equals(scope) && each.holds(now, by))
                .findFirst();
    }

    /** Who is there, whatever the service: the latest login that is no single service's. */
    public Optional<Entry> peek(InetAddress address) {
        List<Entry> known = byAddress.get(address);
        if (known == null) {
            return Optional.empty();
        }
        Instant now = wall.instant();
        return known.reversed().stream()
                .filter(each -> each.scope.service().isEmpty() && each.holds(now))
                .findFirst();
    }

    /** Ends all logins of an address: those that held. */
    public List<Login> remove(InetAddress address) {
        Instant now = wall.instant();
        List<Entry> removed = byAddress.remove(address);
        if (removed == null) {
            return List.of();
        }
        count.addAndGet(-removed.size());
        return removed.stream()
                .filter(each -> each.holds(now))
                .map(each -> each.view(now))
                .toList();
    }

    /** Keeps those alone whose scope is wanted: those that went. */
    public List<Login> keep(Predicate<Scope> wanted) {
        return keepEntries(each -> wanted.test(each.scope));
    }

    /** Forgets those whose time is over: these. */
    public List<Login> sweep() {
        Instant now = wall.instant();
        return keepEntries(each -> each.holds(now));
    }

    private List<Login> keepEntries(Predicate<Entry> wanted) {
        Instant now = wall.instant();
        List<Login> gone = new ArrayList<>();
        for (InetAddress address : byAddress.keySet()) {
            byAddress.computeIfPresent(
                    address,
                    (key, before) -> {
                        List<Entry> after = before.stream().filter(wanted).toList();
                        before.stream()
                                .filter(each -> !after.contains(each))
                                .forEach(each -> gone.add(each.view(now)));
                        count.addAndGet(after.size() - before.size());
                        return after.isEmpty() ? null : after;
                    });
        }
        return gone;
    }

    /** Those that hold, oldest first. */
    public List<Login> all() {
        Instant now = wall.instant();
        return byAddress.values().stream()
                .flatMap(List::stream)
                .filter(each -> each.holds(now))
                .map(each -> each.view(now))
                .sorted(Comparator.comparing(Login::since))
                .toList();
    }
}
