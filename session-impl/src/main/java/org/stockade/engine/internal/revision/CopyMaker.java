package org.stockade.engine.internal.revision;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.stockade.log.EventLog;
import org.stockade.policy.SignedDeployment;

/** Installs copies, starts them, has them published, and uninstalls them. Holds no lock. */
final class CopyMaker {
    private static final String LOCATION = "stockade-generation:";
    private static final Duration FACTORY_WAIT = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final BundleContext context;
    private final BundleContext framework;
    private final SignedDeployment deployment;
    private final SourceJar jars;
    private final Ledger ledger;
    private final UnloadWatch watch;
    private final Reaper reaper;
    private final EventLog log;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Long> stops = new ConcurrentHashMap<>();

    CopyMaker(
            BundleContext context,
            SignedDeployment deployment,
            Ledger ledger,
            UnloadWatch watch,
            Reaper reaper,
            EventLog log) {
        this.context = context;
        // The framework's own context stays valid while ours is being stopped.
        this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        this.deployment = deployment;
        this.jars = new SourceJar(context, deployment, ApiBundle.of(context.getBundle()));
        this.ledger = ledger;
        this.watch = watch;
        this.reaper = reaper;
        this.log = log;
    }

    static boolean isCopy(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    /** A bundle is about to stop: after this its content may change at any time. */
    void stopping(Bundle bundle) {
        stops.merge(bundle.getBundleId(), 1L, Long::sum);
    }

    /** Forgets a bundle. */
    void uninstalled(Bundle bundle) {
        stops.remove(bundle.getBundleId());
    }

    /** Uninstalls what an engine before us, or one that was killed, has left behind. */
    void uninstallLeftovers() {
        for (Bundle bundle : context.getBundles()) {
            if (isCopy(bundle) && uninstall(bundle)) {
                log.info("revision-leftover", null, "An old copy was removed", "copy", bundle);
            }
        }
    }

    /**
     * Brings the code of a started source into service. Returns when new sessions run it, or when
     * that has failed and was logged; what served before goes on then.
     */
    void bring(Bundle bundle) {
        Source source = Source.of(bundle);
        long modified = bundle.getLastModified();
        if (ledger.serving(source.id(), modified).filter(this::isActive).isPresent()) {
            ledger.unchanged(source.id());
            return;
        }
        Optional<String> withdrawn = ledger.withdrawn(source.id(), modified);
        if (withdrawn.isPresent() && ledger.serving(source.id()).isPresent()) {
            return; // What served before it goes on until the bundle changes again.
        }
        long attempt = ledger.started(source);
        long stopsBefore = stops.getOrDefault(source.id(), 0L);
        long rulesBefore = deployment.changes();
        try {
            warnOfWhatIsNotCopied(bundle, source);
            Copy copy = install(bundle, source, stopsBefore);
            try {
                serve(bundle, copy, attempt, modified);
            } catch (BundleException | IOException | RuntimeException failure) {
                copy.retire(); // Nobody holds it: it goes at once.
                throw failure;
            }
        } catch (SupersededException superseded) {
            log.debug("revision-superseded", null, "A start counts no more", "bundle", source);
        } catch (BundleException | IOException | RuntimeException failure) {
            if (stops.getOrDefault(source.id(), 0L) == stopsBefore) {
                failed(source, text(failure));
            }
        }
        if (deployment.changes() != rulesBefore && staysIn(bundle)) {
            bring(bundle);
        }
    }

    /**
     * Applies deployment rules that have just changed to a source: what they do not let in serves
     * no new sessions when this returns.
     *
     * @return whether they let the source in as it is now
     */
    boolean staysIn(Bundle bundle) {
        Source source = Source.of(bundle);
        long modified = bundle.getLastModified();
        try {
            Optional<String> why = jars.refusal(bundle, numbers.incrementAndGet());
            if (why.isPresent()) {
                shutOut(source, SourceJar.refused(why.get()));
                return false;
            }
            if (deployment.requiresSignature()
                    && ledger.serving(source.id()).isPresent()
                    && ledger.serving(source.id(), modified).isEmpty()) {
                shutOut(source, "refused: what serves is older than what was checked; update it");
            } else if (deployment.requiresSignature()) {
                ledger.endTrialOf(source)
                        .ifPresent(old -> retired(old, "older than what was checked"));
            }
            return true;
        } catch (IOException | RuntimeException unreadable) {
            shutOut(source, "failed: " + text(unreadable));
            return false;
        }
    }

    private void shutOut(Source source, String why) {
        Optional<Copy> served = ledger.off(source.id(), why);
        served.ifPresent(copy -> off(copy, why));
    }

    private boolean isActive(Copy copy) {
        Bundle bundle = framework.getBundle(copy.id());
        return bundle != null && bundle.getState() == Bundle.ACTIVE;
    }

    /**
     * The source was stopped, to be updated probably, before it had been read: its next start
     * counts.
     */
    private static final class SupersededException extends IOException {
        private static final long serialVersionUID = 1L;

        private SupersededException() {
            super("The bundle was stopped while it was copied");
        }
    }

    private Copy install(Bundle bundle, Source source, long stopsBefore)
            throws IOException, BundleException {
        long number = numbers.incrementAndGet();
        Path jar = jars.copy(bundle, source, number);
        try {
            // Content changes only after a stop; two versions must not be mixed.
            if (stops.getOrDefault(source.id(), 0L) != stopsBefore) {
                throw new SupersededException();
            }
            String location =
                    LOCATION + source.id() + "/" + System.currentTimeMillis() + "-" + number;
            try (InputStream in = new FileInputStream(jar.toFile())) {
                Bundle installed = context.installBundle(location, in);
                Copy copy =
                        new Copy(
                                source,
                                installed.getBundleId(),
                                location,
                                done -> reaper.execute(() -> uninstall(done)));
                ledger.installed(copy);
                return copy;
            }
        } finally {
            Files.deleteIfExists(jar);
        }
    }

    private void serve(Bundle source, Copy copy, long attempt, long modified)
            throws BundleException, IOException {
        Bundle bundle = framework.getBundle(copy.id());
        if (bundle == null) {
            throw new IOException("the copy was uninstalled by somebody else");
        }
        lower(bundle, source);
        bundle.start(Bundle.START_TRANSIENT);
        Optional<String> complaint = ledger.awaitFactories(copy, FACTORY_WAIT);
        if (complaint.isPresent()) {
            throw new IOException(complaint.get());
        }
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null) {
            watch.serves(copy, wiring.getClassLoader());
        }
        Optional<Copy> before = ledger.serving(copy.source().id());
        if (!ledger.publish(copy, attempt, modified)) {
            copy.retire();
            return;
        }
        if (ledger.serving(copy.source().id()).filter(copy::equals).isEmpty()) {
            return; // On trial, or withdrawn by now: whoever decides of it has said so.
        }
        ledger.withdrawn(copy.source().id(), modified).ifPresent(why -> again(copy, why));
        log.info(
                "revision-active",
                null,
                "New sessions run this version of a proxy bundle",
                "bundle",
                copy.source(),
                "copy",
                copy.id());
        before.ifPresent(old -> retired(old, "replaced"));
    }

    private void again(Copy copy, String why) {
        log.warning(
                "canary-again",
                null,
                "A version that was withdrawn serves all new sessions, for there is no other",
                "bundle",
                copy.source(),
                "why",
                why);
    }

    /** Where bundles start on a level not reached yet, the copy goes to the level of its source. */
    private static void lower(Bundle copy, Bundle source) {
        BundleStartLevel own = copy.adapt(BundleStartLevel.class);
        BundleStartLevel wanted = source.adapt(BundleStartLevel.class);
        if (own != null && wanted != null && own.getStartLevel() > wanted.getStartLevel()) {
            own.setStartLevel(wanted.getStartLevel());
        }
    }

    private void warnOfWhatIsNotCopied(Bundle bundle, Source source) {
        String exported = bundle.getHeaders("").get(Constants.EXPORT_PACKAGE);
        if (exported != null) {
            log.warning(
                    "revision-exports",
                    null,
                    "A proxy bundle exports packages; what it runs is a copy that exports none",
                    "bundle",
                    source,
                    "exports",
                    exported);
        }
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null && !wiring.getProvidedWires("osgi.wiring.host").isEmpty()) {
            log.warning(
                    "revision-fragments",
                    null,
                    "A proxy bundle has fragments; what it runs is a copy without them",
                    "bundle",
                    source);
        }
    }

    /** Says that a source cannot serve as it is now, and what serves instead. */
    void failed(Source source, String why) {
        ledger.failed(source, why);
        Optional<Copy> serving = ledger.serving(source.id());
        log.error(
                "revision-failed",
                null,
                serving.isPresent()
                        ? "A proxy bundle cannot serve as it is now; new sessions go on with what"
                                + " served before"
                        : "A proxy bundle cannot serve; sessions that need it are refused",
                "bundle",
                source,
                "why",
                why,
                "serving",
                serving.map(copy -> copy.source().version()).orElse("none"));
    }

    /** Says that a copy takes no new sessions. */
    void retired(Copy copy, String why) {
        log.info(
                "revision-retired",
                null,
                "A copy takes no new sessions; it goes when those it has have ended",
                "bundle",
                copy.source(),
                "copy",
                copy.id(),
                "why",
                why,
                "uses",
                copy.uses());
    }

    /** Says that a source serves no new sessions. */
    void off(Copy copy, String why) {
        log.warning(
                "revision-off",
                null,
                "A proxy bundle serves no new sessions",
                "bundle",
                copy.source(),
                "why",
                why);
        retired(copy, why);
    }

    /** Uninstalls a copy, whoever may still hold it. A second call does nothing. */
    void uninstall(Copy copy) {
        Bundle bundle = framework.getBundle(copy.id());
        if (bundle != null && !uninstall(bundle)) {
            reaper.later(RETRY, () -> uninstall(copy));
        } else if (ledger.uninstalled(copy)) {
            watch.uninstalled(copy);
            log.info(
                    "revision-gone",
                    null,
                    "A copy was uninstalled",
                    "bundle",
                    copy.source(),
                    "copy",
                    copy.id());
        }
    }

    private boolean uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
            return true;
        } catch (BundleException | IllegalStateException failure) {
            if (bundle.getState() == Bundle.UNINSTALLED) {
                return true;
            }
            // The framework is at work on it, in a refresh: not on this thread, not now.
            log.warning(
                    "revision-stuck",
                    null,
                    "A copy cannot be uninstalled now; it is tried again",
                    "copy",
                    bundle,
                    "failure",
                    text(failure));
            return false;
        }
    }

    /** What an exception and its causes say, outermost first. */
    static String text(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable last = null;
        for (Throwable it = failure; it != null && it != last; last = it, it = it.getCause()) {
            String message =
                    it.getMessage() == null ? it.getClass().getSimpleName() : it.getMessage();
            if (text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
            }
        }
        return text.toString();
    }
}
