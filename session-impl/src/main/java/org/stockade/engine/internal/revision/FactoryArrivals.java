package org.stockade.engine.internal.revision;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.stockade.auth.AuthenticatorFactory;
import org.stockade.chain.ChainerFactory;
import org.stockade.chain.NatFactory;
import org.stockade.chain.ResolverFactory;
import org.stockade.chain.RouterFactory;
import org.stockade.detect.Detector;
import org.stockade.match.MatcherFactory;
import org.stockade.proxy.ProxyFactory;

/**
 * Sees every factory service come and go, by reference, so that those of sources are never built.
 *
 * <p>A component of its own: {@link ProxyBundles} starts copies while it is being activated, and a
 * component that is being activated is not told of services that come.
 */
@Component(service = FactoryArrivals.class)
public final class FactoryArrivals {
    private final Map<ServiceReference<?>, Kind> present = new ConcurrentHashMap<>();
    private volatile @Nullable Listener listener;

    /** Made by the component runtime. */
    @Activate
    public FactoryArrivals() {}

    /** Told of each service; of one that comes just when it begins to listen perhaps twice. */
    interface Listener {
        void arrived(Kind kind, ServiceReference<?> factory);

        void gone(ServiceReference<?> factory);
    }

    /** Tells of what is here and of what comes. */
    void open(Listener to) {
        listener = to;
        present.forEach((factory, kind) -> to.arrived(kind, factory));
    }

    /** Tells of nothing more. */
    void close() {
        listener = null;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindProxy(ServiceReference<ProxyFactory> factory) {
        arrived(Kind.PROXY, factory);
    }

    void unbindProxy(ServiceReference<ProxyFactory> factory) {
        gone(factory);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindRouter(ServiceReference<RouterFactory> factory) {
        arrived(Kind.ROUTER, factory);
    }

    void unbindRouter(ServiceReference<RouterFactory> factory) {
        gone(factory);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindChainer(ServiceReference<ChainerFactory> factory) {
        arrived(Kind.CHAINER, factory);
    }

    void unbindChainer(ServiceReference<ChainerFactory> factory) {
        gone(factory);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindMatcher(ServiceReference<MatcherFactory> factory) {
        arrived(Kind.MATCHER, factory);
    }

    void unbindMatcher(ServiceReference<MatcherFactory> factory) {
        gone(factory);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindNat(ServiceReference<NatFactory> factory) {
        arrived(Kind.NAT, factory);
    }

    void unbindNat(ServiceReference<NatFactory> factory) {
        gone(factory);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindResolver(ServiceReference<ResolverFactory> factory) {
        arrived(Kind.RESOLVER, factory);
    }

    void unbindResolver(ServiceReference<ResolverFactory> factory) {
        gone(factory);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDetector(ServiceReference<Detector> factory) {
        arrived(Kind.DETECTOR, factory);
    }

    void unbindDetector(ServiceReference<Detector> factory) {
        gone(factory);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAuthenticator(ServiceReference<AuthenticatorFactory> factory) {
        arrived(Kind.AUTHENTICATOR, factory);
    }

    void unbindAuthenticator(ServiceReference<AuthenticatorFactory> factory) {
        gone(factory);
    }

    private void arrived(Kind kind, ServiceReference<?> factory) {
        present.put(factory, kind);
        Listener to = listener;
        if (to != null) {
            to.arrived(kind, factory);
        }
    }

    private void gone(ServiceReference<?> factory) {
        present.remove(factory);
        Listener to = listener;
        if (to != null) {
            to.gone(factory);
        }
    }
}
