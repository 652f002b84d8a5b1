package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.stockade.access.Firewall;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportFactory;
import org.stockade.engine.internal.revision.RevisionSource;
import org.stockade.log.EventLog;
import org.stockade.policy.DeploymentPolicy;
import org.stockade.policy.Policy;
import org.stockade.policy.PolicyParser;
import org.stockade.policy.SignedDeployment;
import org.stockade.policy.Totality;
import org.stockade.session.Zone;

/**
 * The firewall as an OSGi service, configured by the PID {@code org.stockade}: {@code policy.file}
 * or {@code policy.text}, {@code firewall.name}, {@code state.dir}, and {@code serve} ({@code
 * false}: check policies, open nothing).
 */
@Component(
        service = Firewall.class,
        immediate = true,
        configurationPid = "org.stockade",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class FirewallComponent implements Firewall {
    private static final EventLog LOG = EventLog.of("core");

    private final PolicyParser parser;
    private final SignedDeployment deployment;
    private final RevisionSource revisions;
    private final Engine engine;
    private final Views views;
    private final SessionViews sessionViews;
    private final GenerationViews generationViews;
    private final BudgetViews budgetViews;

    /** Deployment rules and the policy they belong to come into force together. */
    private final ReentrantLock loading = new ReentrantLock();

    /** What is wrong with the configuration that was given last. */
    private volatile CompletableFuture<List<String>> started = new CompletableFuture<>();

    private volatile boolean serve;

    /** Starts serving what the configuration says; a failure is kept for {@link #awaitServing}. */
    @Activate
    public FirewallComponent(
            @Reference PolicyParser parser,
            @Reference SignedDeployment deployment,
            @Reference RevisionSource revisions,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.RELUCTANT)
                    @Nullable TransportFactory transport,
            Map<String, Object> config)
            throws IOException {
        this.parser = parser;
        this.deployment = deployment;
        this.revisions = revisions;
        Configuration configuration = new Configuration(config);
        this.engine =
                new Engine(
                        configuration.firewallName(),
                        new Transports(transport),
                        revisions,
                        configuration.state());
        this.views = new Views(engine);
        this.sessionViews = new SessionViews(engine);
        this.budgetViews = new BudgetViews(engine, views);
        this.generationViews = new GenerationViews(engine.generations());
        start(configuration);
    }

    /** A changed configuration is a policy to load; sessions that live keep theirs. */
    @Modified
    public void modified(Map<String, Object> config) {
        started = new CompletableFuture<>();
        start(new Configuration(config));
    }

    @Deactivate
    public void deactivate() {
        engine.close();
    }

    private void start(Configuration config) {
        serve = config.serves();
        List<String> errors;
        try {
            if (serve) {
                config.state().makeSpool();
            }
            errors = startWith(config);
        } catch (IOException | RuntimeException unreadable) {
            errors = List.of(String.valueOf(unreadable.getMessage()));
        }
        errors.forEach(
                error -> LOG.error("policy-refused", null, "nothing was changed", "error", error));
        started.complete(errors);
    }

    private List<String> startWith(Configuration config) throws IOException {
        Optional<String> text = config.text("policy.text");
        Optional<String> file = config.text("policy.file");
        if (text.isPresent()) {
            return load("policy.text", text.get()).errors();
        }
        if (file.isPresent()) {
            Path path = Path.of(file.get());
            return load(parser.parse(
                            path.getFileName().toString(),
                            path.toAbsolutePath().normalize().resolveSibling(""),
                            PolicyFile.read(path)))
                    .errors();
        }
        return serve
                ? List.of(
                        "configuration org.stockade has neither policy.file nor policy.text; set one")
                : List.of();
    }

    // Firewall

    @Override
    public PolicyReport check(String origin, String text) {
        return check(parser.parse(origin, text));
    }

    private PolicyReport check(PolicyParser.Reading reading) {
        PlanCompiler plans = engine.generations().trial(reading);
        List<String> certificates =
                reading.policy()
                        .map(policy -> deployment.check(policy.deployment()))
                        .orElse(List.of());
        PolicyReport transparent = Interceptions.check(reading, engine, serve);
        List<String> errors = Places.merge(reading.errors(), certificates);
        return new PolicyReport(
                Places.merge(Places.merge(errors, plans.errors()), transparent.errors()),
                Places.merge(
                        Places.merge(reading.warnings(), plans.warnings()),
                        transparent.warnings()));
    }

    @Override
    public List<String> totality(String origin, String text) {
        PolicyParser.Reading reading = parser.parse(origin, text);
        return new Totality(
                        reading.policy()
                                .orElseThrow(
                                        () ->
                                                new IllegalArgumentException(
                                                        String.join("\n", reading.errors()))))
                .lines();
    }

    @Override
    public PolicyReport load(String origin, String text) {
        return load(parser.parse(origin, text));
    }

    private PolicyReport load(PolicyParser.Reading reading) {
        PolicyReport checked = check(reading);
        if (!checked.ok()) {
            return checked;
        }
        PolicyReport loaded =
                new PolicyReport(load(reading.policy().orElseThrow()), checked.warnings());
        if (loaded.ok()) {
            loaded.warnings()
                    .forEach(
                            each ->
                                    LOG.warning(
                                            "policy-warning",
                                            null,
                                            "loaded all the same",
                                            "warning",
                                            each));
        }
        return loaded;
    }

    /** Who may deploy is decided first: the new generation holds nothing it keeps out. */
    private List<String> load(Policy policy) {
        loading.lock();
        try {
            Optional<DeploymentPolicy> before =
                    Optional.of(engine.generations())
                            .filter(Generations::hasPolicy)
                            .map(generations -> generations.current().policy().deployment());
            List<String> errors = follow(policy.deployment());
            if (!errors.isEmpty()) {
                return errors;
            }
            errors = engine.load(policy, serve);
            if (!errors.isEmpty() && before.isPresent()) {
                List<String> unreadable = follow(before.get());
                unreadable.forEach(
                        why ->
                                LOG.error(
                                        "deployment-stays",
                                        null,
                                        "the deployment rules of the refused policy stay in force",
                                        "why",
                                        why));
            }
            return errors;
        } finally {
            loading.unlock();
        }
    }

    private List<String> follow(DeploymentPolicy wanted) {
        long changes = deployment.changes();
        List<String> errors = deployment.follow(wanted);
        if (deployment.changes() != changes) {
            revisions.deploymentChanged();
        }
        return errors;
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
        return sessionViews
                .find(id)
                .map(found -> found.kill("killed by the operator"))
                .orElse(false);
    }

    @Override
    public boolean kill(String id, String by) {
        String why = "killed by the operator (" + by + ")";
        return sessionViews.find(id).map(found -> found.kill(why)).orElse(false);
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
        return views.proxies();
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
    public Explanation explain(String listener, SockAddr source, Optional<String> target) {
        return new Explainer(engine, engine.generations().current())
                .explain(listener, source, target);
    }

    @Override
    public String policyText() {
        return engine.generations().hasPolicy()
                ? engine.generations().current().policy().text()
                : "";
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
