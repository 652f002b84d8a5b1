package org.stockade.engine.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
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
    private final GenerationViews generationViews;

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
        this.engine =
                new Engine(
                        text(config, "firewall.name").orElseGet(FirewallComponent::hostName),
                        new Transports(transport),
                        revisions,
                        stateFolder(config).resolve("spool"));
        this.views = new Views(engine);
        this.generationViews = new GenerationViews(engine.generations());
        start(config);
    }

    /** A changed configuration is a policy to load; sessions that live keep theirs. */
    @Modified
    public void modified(Map<String, Object> config) {
        started = new CompletableFuture<>();
        start(config);
    }

    @Deactivate
    public void deactivate() {
        engine.close();
    }

    private void start(Map<String, Object> config) {
        serve = !"false".equals(text(config, "serve").orElse("true"));
        List<String> errors;
        try {
            if (serve) {
                makeSpoolFolder(stateFolder(config).resolve("spool"));
            }
            errors = startWith(config);
        } catch (IOException | RuntimeException unreadable) {
            errors = List.of(String.valueOf(unreadable.getMessage()));
        }
        errors.forEach(
                error -> LOG.error("policy-refused", null, "nothing was changed", "error", error));
        started.complete(errors);
    }

    private static void makeSpoolFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            LOG.warning(
                    "spool-folder-missing",
                    null,
                    "bodies that must be held are refused where memory does not take them",
                    "folder",
                    folder,
                    "failure",
                    failed);
        }
    }

    private List<String> startWith(Map<String, Object> config) throws IOException {
        Optional<String> text = text(config, "policy.text");
        Optional<String> file = text(config, "policy.file");
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

    private static Optional<String> text(Map<String, Object> config, String key) {
        return Optional.ofNullable(config.get(key))
                .map(Object::toString)
                .filter(value -> !value.isBlank());
    }

    private static Path stateFolder(Map<String, Object> config) {
        return text(config, "state.dir")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "stockade"));
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            int dot = name.indexOf('.');
            return dot > 0 ? name.substring(0, dot) : name;
        } catch (UnknownHostException nameless) {
            return "stockade";
        }
    }

    // Firewall

    @Override
    public PolicyReport check(String origin, String text) {
        return check(parser.parse(origin, text));
    }

    private PolicyReport check(PolicyParser.Reading reading) {
        PlanCompiler plans = engine.generations().trial(reading.services());
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
        return engine.transportName();
    }

    @Override
    public List<Listening> listeners() {
        return views.listeners();
    }

    @Override
    public List<SessionNode> sessions() {
        return views.sessions();
    }

    @Override
    public Optional<SessionNode> session(String id) {
        return views.find(id).map(views::tree);
    }

    @Override
    public boolean kill(String id) {
        Optional<SessionRun> found = views.find(id);
        found.ifPresent(run -> run.kill("killed by the operator"));
        return found.isPresent();
    }

    @Override
    public List<ServiceState> services() {
        return views.services();
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
