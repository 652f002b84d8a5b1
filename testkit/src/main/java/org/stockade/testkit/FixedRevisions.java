package org.stockade.testkit;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.stockade.auth.AuthenticatorFactory;
import org.stockade.chain.ChainerFactory;
import org.stockade.chain.RouterFactory;
import org.stockade.engine.internal.match.CombineMatcherFactory;
import org.stockade.engine.internal.match.DnsMatcherFactory;
import org.stockade.engine.internal.match.HostsMatcherFactory;
import org.stockade.engine.internal.match.RegexpFilesMatcherFactory;
import org.stockade.engine.internal.match.RegexpMatcherFactory;
import org.stockade.engine.internal.match.WindowsUpdateMatcherFactory;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.Offered;
import org.stockade.engine.internal.revision.RevisionSource;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.engine.internal.revision.SourceKeeping;
import org.stockade.engine.internal.revision.UnloadWatch;
import org.stockade.engine.internal.route.ConnectChainerFactory;
import org.stockade.engine.internal.route.DirectRouterFactory;
import org.stockade.engine.internal.route.FailoverChainerFactory;
import org.stockade.engine.internal.route.InbandRouterFactory;
import org.stockade.engine.internal.route.LeastConnectionsChainerFactory;
import org.stockade.engine.internal.route.RoundRobinChainerFactory;
import org.stockade.engine.internal.route.SideStackChainerFactory;
import org.stockade.engine.internal.route.TransparentRouterFactory;
import org.stockade.engine.internal.route.WeightedChainerFactory;
import org.stockade.match.MatcherFactory;
import org.stockade.proxy.ProxyFactory;

/**
 * Proxies that no bundle is behind, with the engine's own routers, chainers and matchers, and the
 * authenticator {@code table}; a test may exchange them.
 */
public final class FixedRevisions implements RevisionSource {
    private static final Map<String, RouterFactory> ROUTERS =
            Map.of(
                    "transparent", new TransparentRouterFactory(),
                    "direct", new DirectRouterFactory(),
                    "inband", new InbandRouterFactory());
    private static final Map<String, ChainerFactory> CHAINERS =
            Map.of(
                    "connect", new ConnectChainerFactory(),
                    "failover", new FailoverChainerFactory(),
                    "round-robin", new RoundRobinChainerFactory(),
                    "weighted", new WeightedChainerFactory(),
                    "least-connections", new LeastConnectionsChainerFactory(),
                    "side-stack", new SideStackChainerFactory());

    private static final Map<String, MatcherFactory> MATCHERS =
            Map.of(
                    "hosts", new HostsMatcherFactory(),
                    "regexp", new RegexpMatcherFactory(),
                    "regexp-files", new RegexpFilesMatcherFactory(),
                    "combine", new CombineMatcherFactory(),
                    "dns", new DnsMatcherFactory(),
                    "windows-update", new WindowsUpdateMatcherFactory());

    private static final Map<String, AuthenticatorFactory> AUTHENTICATORS =
            Map.of("table", new TableAuthenticatorFactory());

    private final Map<Kind, Map<String, ?>> others = new EnumMap<>(Kind.class);
    private final Map<String, Object> matchers = new HashMap<>(MATCHERS);
    private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
    private final UnloadWatch watch = new UnloadWatch();
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger versions = new AtomicInteger();
    private volatile Offered offered;
    private volatile boolean tries;

    /** With these routers besides the engine's. */
    public FixedRevisions(Map<String, ProxyFactory> proxies, Map<String, RouterFactory> routers) {
        this(proxies, routers, Map.of());
    }

    /** Likewise, with factories of further kinds; the kinds of matchers there are stay. */
    public FixedRevisions(
            Map<String, ProxyFactory> proxies,
            Map<String, RouterFactory> routers,
            Map<Kind, ? extends Map<String, ?>> further) {
        Map<String, RouterFactory> all = new HashMap<>(ROUTERS);
        all.putAll(routers);
        others.put(Kind.ROUTER, all);
        others.put(Kind.CHAINER, CHAINERS);
        others.put(Kind.AUTHENTICATOR, AUTHENTICATORS);
        others.putAll(further);
        matchers.putAll(further.containsKey(Kind.MATCHER) ? further.get(Kind.MATCHER) : Map.of());
        others.put(Kind.MATCHER, matchers);
        offered = new Offered(0, Snapshot.of("0.0.0", proxies, others), Optional.empty());
    }

    /** As if the bundle of this kind of matcher had gone, from the next exchange on. */
    public void withdraw(String matcherKind) {
        matchers.remove(matcherKind);
    }

    /**
     * A new version: what new sessions run from now on, or what is tried on some where the policy
     * says so.
     */
    void exchange(Map<String, ProxyFactory> proxies) {
        String version = "0.0." + versions.incrementAndGet();
        Snapshot made = Snapshot.of(version, proxies, others);
        change(
                now ->
                        tries
                                ? new Offered(now.number() + 1, now.stable(), Optional.of(made))
                                : new Offered(now.number() + 1, made, Optional.empty()));
    }

    /** Whether there was anything to change. */
    private boolean change(UnaryOperator<Offered> step) {
        boolean changed;
        lock.lock();
        try {
            Offered before = offered;
            offered = step.apply(before);
            changed = offered != before;
        } finally {
            lock.unlock();
        }
        if (!changed) {
            return false;
        }
        listeners.forEach(listener -> listener.accept(current()));
        return true;
    }

    @Override
    public Offered offered() {
        return offered;
    }

    @Override
    public void tries(boolean yes) {
        tries = yes;
    }

    @Override
    public boolean promote(Snapshot candidate) {
        return end(candidate, now -> candidate);
    }

    @Override
    public boolean withdraw(Snapshot candidate, String why) {
        return end(candidate, Offered::stable);
    }

    private boolean end(Snapshot candidate, Function<Offered, Snapshot> serves) {
        return change(
                now ->
                        now.candidate().filter(candidate::equals).isPresent()
                                ? new Offered(now.number() + 1, serves.apply(now), Optional.empty())
                                : now);
    }

    @Override
    public Snapshot awaitProxy(String name, Duration atMost) {
        return current();
    }

    @Override
    public void onChange(Consumer<Snapshot> listener) {
        listeners.add(listener);
    }

    @Override
    public void remove(Consumer<Snapshot> listener) {
        listeners.remove(listener);
    }

    /** No bundle is behind these proxies. */
    @Override
    public void deploymentChanged() {}

    @Override
    public List<SourceState> sources() {
        return List.of();
    }

    @Override
    public List<CopyState> copies() {
        return List.of();
    }

    @Override
    public UnloadWatch unloadWatch() {
        return watch;
    }

    /** No jar is behind these proxies. */
    @Override
    public SourceKeeping keeping() {
        return SourceKeeping.NONE;
    }
}
