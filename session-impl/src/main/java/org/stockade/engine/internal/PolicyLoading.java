package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.access.PolicyChanges.Change;
import org.stockade.access.Replay;
import org.stockade.engine.internal.change.Loader;
import org.stockade.engine.internal.change.PolicyDocument;
import org.stockade.engine.internal.revision.RevisionSource;
import org.stockade.log.EventLog;
import org.stockade.policy.DeploymentPolicy;
import org.stockade.policy.Policy;
import org.stockade.policy.PolicyParser;
import org.stockade.policy.SignedDeployment;
import org.stockade.policy.Totality;

/** Checks policies and puts them in force, with the deployment rules that belong to them. */
final class PolicyLoading implements Loader {
    private static final EventLog LOG = EventLog.of("core");
    private static final Path PROC = Path.of("/proc");

    private final PolicyParser parser;
    private final SignedDeployment deployment;
    private final RevisionSource revisions;
    private final Engine engine;

    /** Deployment rules and the policy they belong to come into force together. */
    private final ReentrantLock loading = new ReentrantLock();

    /** Each reads all that is on record. */
    private final ReentrantLock replaying = new ReentrantLock();

    private volatile boolean serve;

    PolicyLoading(
            PolicyParser parser,
            SignedDeployment deployment,
            RevisionSource revisions,
            Engine engine) {
        this.parser = parser;
        this.deployment = deployment;
        this.revisions = revisions;
        this.engine = engine;
    }

    /** Whether what is loaded from now on opens its listeners. */
    void serve(boolean wanted) {
        serve = wanted;
    }

    private PolicyParser.Reading parse(PolicyDocument document) {
        return document.folder().isPresent()
                ? parser.parse(document.origin(), document.folder().get(), document.text())
                : parser.parse(document.origin(), document.text());
    }

    @Override
    public PolicyReport check(PolicyDocument document) {
        return check(parse(document));
    }

    private PolicyReport check(PolicyParser.Reading reading) {
        PlanCompiler plans = engine.generations().trial(reading);
        List<String> certificates =
                reading.policy()
                        .map(policy -> deployment.check(policy.deployment()))
                        .orElse(List.of());
        PolicyReport transparent = Interceptions.check(reading, engine, serve);
        PolicyReport forged =
                ForgedAddresses.check(reading.policy(), plans.forging(), engine, serve);
        // Whoever serves is told by the bind itself.
        List<String> lowPorts =
                serve
                        ? List.of()
                        : reading.policy()
                                .map(policy -> new LowPorts(PROC).unmet(policy.listeners()))
                                .orElse(List.of());
        List<String> errors = Places.merge(reading.errors(), certificates);
        return new PolicyReport(
                merged(errors, plans.errors(), transparent.errors(), forged.errors()),
                merged(
                        reading.warnings(),
                        plans.warnings(),
                        transparent.warnings(),
                        forged.warnings(),
                        lowPorts));
    }

    @SafeVarargs
    private static List<String> merged(List<String>... parts) {
        return Stream.of(parts).reduce(List.of(), Places::merge);
    }

    /**
     * Which pairs of zones its rules decide.
     *
     * @throws IllegalArgumentException if it has errors; the message has a line each
     */
    List<String> totality(PolicyDocument document) {
        PolicyParser.Reading reading = parse(document);
        Policy policy =
                reading.policy()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                String.join("\n", reading.errors())));
        return new Totality(policy).lines();
    }

    /**
     * Tries a policy on the sessions on record; changes nothing.
     *
     * @throws IOException if the records cannot be read, or another replay runs
     */
    Replay.Report replay(PolicyDocument document, Replay.Order order) throws IOException {
        PolicyParser.Reading reading = parse(document);
        PolicyReport checked = check(reading);
        if (!checked.ok()) {
            return Replay.Report.refused(checked.errors());
        }
        Generation candidate = engine.generations().compile(reading.policy().orElseThrow());
        try {
            if (!candidate.errors().isEmpty()) {
                return Replay.Report.refused(candidate.errors());
            }
            engine.awaitHosts(candidate);
            return replay(candidate, order);
        } finally {
            candidate.discard();
        }
    }

    private Replay.Report replay(Generation candidate, Replay.Order order) throws IOException {
        if (!replaying.tryLock()) {
            throw new IOException("another replay runs; try again when it has ended");
        }
        try {
            return new Replayer(engine, candidate, order).run();
        } finally {
            replaying.unlock();
        }
    }

    @Override
    public PolicyReport load(PolicyDocument document) {
        PolicyParser.Reading reading = parse(document);
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
    public List<Change> diff(String before, String after) {
        return parser.diff(before, after);
    }

    @Override
    public PolicyReport together(Work work) {
        return engine.generations().together(work::run);
    }
}
