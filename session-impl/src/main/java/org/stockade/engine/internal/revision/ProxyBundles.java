package org.stockade.engine.internal.revision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.stockade.chain.ChainerFactory;
import org.stockade.chain.RouterFactory;
import org.stockade.engine.internal.match.EngineMatchers;
import org.stockade.log.EventLog;
import org.stockade.match.MatcherFactory;
import org.stockade.policy.SignedDeployment;

/**
 * Keeps a copy of every active proxy bundle in service, from its activation to its deactivation.
 */
@Component(immediate = true, service = RevisionSource.class)
public final class ProxyBundles implements RevisionSource {
    private final List<ServiceReference<RouterFactory>> routers;
    private final List<ServiceReference<ChainerFactory>> chainers;
    private final List<ServiceReference<MatcherFactory>> matchers;
    private final BundleContext context;
    private final FactoryArrivals arrivals;
    private final Reaper reaper;
    private final Publication publication;
    private final Ledger ledger;
    private final UnloadWatch watch = new UnloadWatch();
    private final CopyMaker maker;
    private final SourceEvents events;
    private final Factories factories;
    private final SourceKeeper keeper;

    /** Made by the component runtime. */
    @Activate
    public ProxyBundles(
            BundleContext context,
            @Reference FactoryArrivals arrivals,
            @Reference SignedDeployment deployment,
            @Reference EngineMatchers matchers,
            @Reference(target = "(router.name=transparent)")
                    ServiceReference<RouterFactory> transparent,
            @Reference(target = "(router.name=direct)") ServiceReference<RouterFactory> direct,
            @Reference(target = "(router.name=inband)") ServiceReference<RouterFactory> inband,
            @Reference(target = "(chainer.name=connect)") ServiceReference<ChainerFactory> connect,
            @Reference(target = "(chainer.name=failover)")
                    ServiceReference<ChainerFactory> failover,
            @Reference(target = "(chainer.name=round-robin)")
                    ServiceReference<ChainerFactory> roundRobin,
            @Reference(target = "(chainer.name=weighted)")
                    ServiceReference<ChainerFactory> weighted,
            @Reference(target = "(chainer.name=least-connections)")
                    ServiceReference<ChainerFactory> leastConnections,
            @Reference(target = "(chainer.name=side-stack)")
                    ServiceReference<ChainerFactory> sideStack) {
        // By name: the runtime may tell of these later than it makes this, and the engine needs
        // them.
        this.matchers = matchers.all();
        this.routers = List.of(transparent, direct, inband);
        this.chainers =
                List.of(connect, failover, roundRobin, weighted, leastConnections, sideStack);
        EventLog log = EventLog.of("core");
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        this.context = context;
        this.arrivals = arrivals;
        this.reaper = new Reaper(log);
        this.publication = new Publication(log, reaper);
        this.ledger = new Ledger(publication);
        this.maker = new CopyMaker(context, deployment, ledger, watch, reaper, log);
        this.events = new SourceEvents(framework, context.getBundle(), maker, ledger, reaper);
        this.factories = new Factories(context, ledger, log);
        long engine = context.getBundle().getBundleId();
        this.keeper =
                new SourceKeeper(
                        // Its bundles must stay usable however the engine ends.
                        framework.getBundleContext(),
                        each -> each.getBundleId() == engine || CopyMaker.isCopy(each));
    }

    /** Brings every active proxy bundle into service before the engine is made. */
    @Activate
    void open() {
        maker.uninstallLeftovers();
        routers.forEach(own -> factories.arrived(Kind.ROUTER, own));
        chainers.forEach(own -> factories.arrived(Kind.CHAINER, own));
        matchers.forEach(own -> factories.arrived(Kind.MATCHER, own));
        arrivals.open(factories);
        context.addBundleListener(events);
        context.addFrameworkListener(events);
        for (Bundle bundle : context.getBundles()) {
            events.found(bundle);
        }
    }

    /** The engine is gone by now and has ended its sessions. */
    @Deactivate
    void close() {
        context.removeBundleListener(events);
        context.removeFrameworkListener(events);
        arrivals.close();
        List<Copy> copies = ledger.close();
        reaper.close();
        if (!events.frameworkStops()) {
            // On this thread: it may be one that holds the framework's locks while others wait.
            copies.forEach(maker::uninstall);
        }
    }

    @Override
    public Offered offered() {
        return publication.offered();
    }

    @Override
    public void tries(boolean yes) {
        ledger.tries(yes);
    }

    @Override
    public boolean promote(Snapshot candidate) {
        return ended(ledger.endTrial(candidate, SourceEntry::promote), "replaced");
    }

    @Override
    public boolean withdraw(Snapshot candidate, String why) {
        return ended(ledger.endTrial(candidate, entry -> entry.withdraw(why)), "withdrawn");
    }

    private boolean ended(List<Copy> retired, String why) {
        retired.forEach(copy -> maker.retired(copy, why));
        return !retired.isEmpty();
    }

    @Override
    public Snapshot awaitProxy(String name, Duration atMost) {
        return publication.awaitProxy(name, atMost);
    }

    @Override
    public void onChange(Consumer<Snapshot> listener) {
        publication.onChange(listener);
    }

    @Override
    public void remove(Consumer<Snapshot> listener) {
        publication.remove(listener);
    }

    @Override
    public void deploymentChanged() {
        for (Bundle bundle : context.getBundles()) {
            events.deploymentChanged(bundle);
        }
    }

    @Override
    public void awaken() {
        events.awaken();
    }

    @Override
    public List<SourceState> sources() {
        List<SourceState> all = new ArrayList<>(ledger.sources());
        all.addAll(events.resting());
        all.sort(Comparator.comparingLong(each -> each.source().id()));
        return List.copyOf(all);
    }

    @Override
    public List<CopyState> copies() {
        return ledger.copies();
    }

    @Override
    public UnloadWatch unloadWatch() {
        return watch;
    }

    @Override
    public SourceKeeping keeping() {
        return keeper;
    }
}
