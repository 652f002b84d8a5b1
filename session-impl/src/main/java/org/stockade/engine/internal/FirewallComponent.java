package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.stockade.access.Firewall;
import org.stockade.access.Listening;
import org.stockade.access.Logins;
import org.stockade.access.Matchers;
import org.stockade.access.NamedPart;
import org.stockade.access.PolicyChanges;
import org.stockade.access.ProxyUse;
import org.stockade.access.Quarantine;
import org.stockade.access.Replay;
import org.stockade.access.TapOrder;
import org.stockade.access.TapState;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportFactory;
import org.stockade.engine.internal.change.Changes;
import org.stockade.engine.internal.change.PolicyDocument;
import org.stockade.engine.internal.change.Starting;
import org.stockade.engine.internal.revision.RevisionSource;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.log.EventLog;
import org.stockade.policy.PolicyParser;
import org.stockade.policy.SignedDeployment;
import org.stockade.session.Zone;

/**
 * The firewall as an OSGi service, configured by the PID {@code org.stockade}: {@code policy.file}
 * or {@code policy.text}, {@code firewall.name}, {@code state.dir}, {@code serve} ({@code false}:
 * check policies, open nothing), {@code policy.fallback} ({@code none}: no last good policy),
 * {@code detect.limit} (how long a client is waited for that has to be recognised, 1 to 5000 ms).
 */
@Component(
        service = Firewall.class,
        immediate = true,
        configurationPid = "org.stockade",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class FirewallComponent implements Firewall {
    private static final EventLog LOG = EventLog.of("core");

    private final PolicyLoading loading;
    private final RevisionSource revisions;
    private final Engine engine;
    private final Views views;
    private final SessionViews sessionViews;
    private final GenerationViews generationViews;
    private final BudgetViews budgetViews;
    private final Changes changes;
    private final Consumer<Snapshot> bundlesChanged;

    /** What is wrong with the configuration that was given last. */
    private volatile CompletableFuture<List<String>> started = new CompletableFuture<>();

    /** Starts serving what the configuration says; a failure is kept for {@link #awaitServing}. */
    @Activate
    public FirewallComponent(
            BundleContext context,
            @Reference PolicyParser parser,
            @Reference SignedDeployment deployment,
            @Reference RevisionSource revisions,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.RELUCTANT)
                    @Nullable TransportFactory transport,
            Map<String, Object> config)
            throws IOException {
        this(parser, deployment, revisions, transport, Configuration.of(context, config));
    }

    /** One of a framework that stays. */
    public FirewallComponent(
            PolicyParser parser,
            SignedDeployment deployment,
            RevisionSource revisions,
            @Nullable TransportFactory transport,
            Map<String, Object> config)
            throws IOException {
        Configuration configuration = new Configuration(config);
        this.revisions = revisions;
        this.engine =
                new Engine(
                        configuration.firewallName(),
                        new Transports(transport),
                        revisions,
                        configuration.state());
        this.views = new Views(engine);
        this.sessionViews = new SessionViews(engine);
        this.budgetViews = new BudgetViews(engine, new PartViews(engine));
        this.generationViews = new GenerationViews(engine.generations());
        this.loading = new PolicyLoading(parser, deployment, revisions, engine);
        this.changes =
                new Changes(
                        loading,
                        revisions.keeping(),
                        configuration.archive(),
                        this::later,
                        InstantSource.system());
        this.bundlesChanged = snapshot -> changes.bundlesChanged();
        revisions.onChange(bundlesChanged);
        start(configuration, () -> first(configuration));
    }

    /** The timer's own thread must not wait for a policy. */
    private void later(Duration time, Runnable work) {
        engine.later(
                time,
                () -> Thread.ofPlatform().daemon().name("stockade-policy-change").start(work));
    }

    /** A changed configuration is a policy to load; sessions that live keep theirs. */
    @Modified
    public void modified(Map<String, Object> config) {
        started = new CompletableFuture<>();
        Configuration configuration = new Configuration(config);
        start(configuration, () -> again(configuration));
    }

    @Deactivate
    public void deactivate() {
        revisions.remove(bundlesChanged);
        changes.close();
        engine.close();
    }

    /** Puts a policy in force, and says what is wrong. */
    private interface Start {
        List<String> run() throws IOException;
    }

    private void start(Configuration configuration, Start start) {
        loading.serve(configuration.serve());
        List<String> errors;
        try {
            engine.detectWithin(configuration.detectLimit());
            if (configuration.serve()) {
                configuration.state().makeSpool();
            }
            errors = start.run();
        } catch (IOException | RuntimeException unreadable) {
            errors = List.of(String.valueOf(unreadable.getMessage()));
        }
        errors.forEach(
                error -> LOG.error("policy-refused", null, "nothing was changed", "error", error));
        started.complete(errors);
    }

    private List<String> first(Configuration configuration) throws IOException {
        if (configuration.started().isEmpty()) {
            return nothing(configuration);
        }
        return changes.start(
                new Starting.Wanted(
                        configuration.started(),
                        System.getProperty("user.name", "-"),
                        configuration.fallsBack(),
                        () -> configuration.policy().orElseThrow()));
    }

    private List<String> again(Configuration configuration) throws IOException {
        if (!engine.generations().hasPolicy()) {
            return first(configuration);
        }
        Optional<PolicyDocument> policy = configuration.policy();
        return policy.isPresent()
                ? changes.load("configuration", policy.get()).errors()
                : nothing(configuration);
    }

    private static List<String> nothing(Configuration configuration) {
        return configuration.serve()
                ? List.of(
                        "configuration org.stockade has neither policy.file nor policy.text; set one")
                : List.of();
    }

    // Firewall

    @Override
    public PolicyReport check(String origin, String text) {
        return loading.check(new PolicyDocument(origin, Optional.empty(), text));
    }

    @Override
    public PolicyReport check(String origin, Path folder, String text) {
        return loading.check(new PolicyDocument(origin, Optional.of(folder), text));
    }

    @Override
    public List<String> totality(String origin, String text) {
        return loading.totality(new PolicyDocument(origin, Optional.empty(), text));
    }

    @Override
    public Replay.Report replay(String origin, String text, Replay.Order order) throws IOException {
        return loading.replay(new PolicyDocument(origin, Optional.empty(), text), order);
    }

    @Override
    public PolicyReport load(String origin, String text) {
        return changes.load("-", origin, text);
    }

    @Override
    public PolicyChanges changes() {
        return changes;
    }

    @Override
    public void awaitServing(Duration atMost) throws IOException {
        try {
            List<String> errors = started.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (!errors.isEmpty()) {
                throw new IOException(String.join("\n", errors));
            }
        } catch (TimeoutException late) {
            throw new IOException("not serving after " + atMost.toSeconds() + " s", late);
        } catch (ExecutionException impossible) {
            throw new IOException(impossible.getCause());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the firewall started", hurried);
        }
    }

    @Override
    public String name() {
        return views.name();
    }

    @Override
    public String transport() {
        return engine.transports().name();
    }

    @Override
    public List<Listening> listeners() {
        return views.listeners();
    }

    @Override
    public List<SessionNode> sessions() {
        return sessionViews.sessions();
    }

    @Override
    public Optional<SessionNode> session(String id) {
        return sessionViews.findSession(id).map(sessionViews::tree);
    }

    @Override
    public boolean kill(String id) {
        return sessionViews.kill(id, "killed by the operator");
    }

    @Override
    public boolean kill(String id, String by) {
        return sessionViews.kill(id, "killed by the operator (" + by + ")");
    }

    @Override
    public TapState tap(TapOrder order) throws IOException {
        return engine.taps().put(sessionViews.node(order.id()), order);
    }

    @Override
    public TapState untap(String id) throws IOException {
        return engine.taps().take(sessionViews.node(id), "it was taken out");
    }

    @Override
    public List<ServiceState> services() {
        return views.services();
    }

    @Override
    public List<TargetState> targets() {
        return new TargetViews(engine).targets();
    }

    @Override
    public boolean maintain(String service, Optional<String> message) {
        return views.maintain(service, message);
    }

    @Override
    public List<Zone> zones() {
        return views.zones();
    }

    @Override
    public Optional<Zone> zoneOf(SockAddr address) {
        return engine.generations().hasPolicy()
                ? engine.generations().current().zones().find(address.address())
                : Optional.empty();
    }

    @Override
    public List<RuleState> rules() {
        return views.rules();
    }

    @Override
    public List<ProxyState> proxies() {
        return new PartViews(engine).proxies();
    }

    @Override
    public List<NamedPart> parts() {
        return new PartViews(engine).all();
    }

    @Override
    public Optional<ProxyUse> proxy(String name) {
        return budgetViews.use(name);
    }

    @Override
    public List<Quarantine> quarantines() {
        return budgetViews.quarantines();
    }

    @Override
    public boolean resume(String proxy) {
        return budgetViews.resume(proxy);
    }

    @Override
    public Explanation explain(
            String listener, SockAddr source, Optional<String> target, Supposition supposed) {
        return new Explainer(engine, engine.generations().current(), supposed)
                .explain(listener, source, target);
    }

    @Override
    public Matchers matchers() {
        return new MatcherViews(engine.generations());
    }

    @Override
    public String policyText() {
        return engine.generations().hasPolicy()
                ? engine.generations().current().policy().text()
                : "";
    }

    @Override
    public Logins logins() {
        return new LoginCommands(engine);
    }

    @Override
    public List<GenerationState> generations() {
        return generationViews.generations();
    }

    @Override
    public List<String> promoteCanary() {
        return engine.canaries().promote();
    }

    @Override
    public List<String> withdrawCanary() {
        return engine.canaries().withdraw();
    }

    @Override
    public Unloads unloads() {
        return generationViews.unloads();
    }

    @Override
    public Unloads forceUnloads(Duration atMost) {
        return generationViews.force(atMost);
    }

    @Override
    public int drain(Duration atMost) {
        return engine.drain(atMost);
    }
}
