package org.stockade.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.stockade.chain.ChainerFactory;
import org.stockade.chain.RouterFactory;
import org.stockade.engine.internal.revision.RevisionSource;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.engine.internal.revision.SourceKeeping;
import org.stockade.engine.internal.revision.UnloadWatch;
import org.stockade.engine.internal.route.ConnectChainerFactory;
import org.stockade.engine.internal.route.DirectRouterFactory;
import org.stockade.engine.internal.route.InbandRouterFactory;
import org.stockade.engine.internal.route.TransparentRouterFactory;
import org.stockade.proxy.ProxyFactory;

/**
 * Proxies that no bundle is behind, with the engine's own routers and chainers; a test may exchange
 * them.
 */
public final class FixedRevisions implements RevisionSource {
    private static final Map<String, RouterFactory> ROUTERS =
            Map.of(
                    "transparent", new TransparentRouterFactory(),
                    "direct", new DirectRouterFactory(),
                    "inband", new InbandRouterFactory());
    private static final Map<String, ChainerFactory> CHAINERS =
            Map.of("connect", new ConnectChainerFactory());

    private final Map<String, RouterFactory> routers;
    private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
    private final UnloadWatch watch = new UnloadWatch();
    private volatile Snapshot current;

    /** With these routers besides the engine's. */
    public FixedRevisions(Map<String, ProxyFactory> proxies, Map<String, RouterFactory> others) {
        routers = new HashMap<>(ROUTERS);
        routers.putAll(others);
        current = Snapshot.of(proxies, routers, CHAINERS);
    }

    /** What new sessions run from now on. */
    void exchange(Map<String, ProxyFactory> proxies) {
        current = Snapshot.of(proxies, routers, CHAINERS);
        listeners.forEach(listener -> listener.accept(current));
    }

    @Override
    public Snapshot current() {
        return current;
    }

    @Override
    public Snapshot awaitProxy(String name, Duration atMost) {
        return current;
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
