package org.stockade.engine.internal.revision;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.stockade.engine.internal.revision.RevisionSource.SourceState;

/**
 * What people do to sources, and what follows for the copies. Called inside the framework's own
 * operations, with its locks held: so that {@code update} returns when the new code serves.
 */
final class SourceEvents implements SynchronousBundleListener, FrameworkListener {
    /** An update that works is done within this time, copy included. */
    private static final Duration UPDATE_TIME = Duration.ofSeconds(3);

    private final Bundle framework;
    private final Bundle engine;
    private final CopyMaker maker;
    private final Ledger ledger;
    private final Reaper reaper;
    private final Resting resting = new Resting();
    private final Set<Long> stopped = ConcurrentHashMap.newKeySet();
    private final Map<Long, String> errors = new ConcurrentHashMap<>();

    SourceEvents(Bundle framework, Bundle engine, CopyMaker maker, Ledger ledger, Reaper reaper) {
        this.framework = framework;
        this.engine = engine;
        this.maker = maker;
        this.ledger = ledger;
        this.reaper = reaper;
    }

    /** Whether the whole framework ends; then everything stays as it is. */
    boolean frameworkStops() {
        return (framework.getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0;
    }

    /** A bundle that is active already, as far as we had not heard of it. */
    void found(Bundle bundle) {
        if (isOfInterest(bundle) && isUp(bundle)) {
            started(bundle);
        }
    }

    /**
     * The policy asks more, or less, of bundles than it did. One that is down serves with a copy of
     * its last good content all the same, so it is looked at too.
     */
    void deploymentChanged(Bundle bundle) {
        if (isOfInterest(bundle)
                && (isUp(bundle) || ledger.serving(bundle.getBundleId()).isPresent())) {
            if (!Source.is(bundle)) {
                off(bundle, "no proxy bundle any more");
            } else if (maker.staysIn(bundle) && isUp(bundle) && !resting.keeps(bundle)) {
                maker.bring(bundle);
            }
        }
    }

    /** Policies have authenticators: none rests any more when this returns. */
    void awaken() {
        resting.end(this::found);
    }

    /** What could be brought and is not wanted yet. */
    List<SourceState> resting() {
        return resting.states();
    }

    private static boolean isUp(Bundle bundle) {
        boolean lazy = bundle.getState() == Bundle.STARTING && isPersistentlyStarted(bundle);
        return bundle.getState() == Bundle.ACTIVE || lazy;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        if (frameworkStops() || !isOfInterest(bundle)) {
            return;
        }
        switch (event.getType()) {
            case BundleEvent.STARTED, BundleEvent.LAZY_ACTIVATION -> started(bundle);
            case BundleEvent.STOPPING -> {
                maker.stopping(bundle);
                resting.forget(bundle);
                stopped.add(bundle.getBundleId());
            }
            case BundleEvent.STOPPED -> {
                if (!isPersistentlyStarted(bundle)) {
                    off(bundle, "stopped");
                }
            }
            case BundleEvent.UPDATED -> updated(bundle);
            case BundleEvent.UNINSTALLED -> {
                maker.uninstalled(bundle);
                resting.forget(bundle);
                stopped.remove(bundle.getBundleId());
                errors.remove(bundle.getBundleId());
                ledger.gone(bundle.getBundleId()).ifPresent(copy -> maker.off(copy, "uninstalled"));
            }
            default -> {}
        }
    }

    private boolean isOfInterest(Bundle bundle) {
        return bundle.getBundleId() != 0
                && bundle.getBundleId() != engine.getBundleId()
                && !CopyMaker.isCopy(bundle);
    }

    private void started(Bundle bundle) {
        stopped.remove(bundle.getBundleId());
        errors.remove(bundle.getBundleId());
        if (resting.keeps(bundle)) {
            return;
        }
        resting.forget(bundle);
        if (Source.is(bundle)) {
            maker.bring(bundle);
        } else {
            off(bundle, "no proxy bundle any more");
        }
    }

    private void off(Bundle bundle, String why) {
        ledger.off(bundle.getBundleId(), why).ifPresent(copy -> maker.off(copy, why));
    }

    /**
     * The framework starts an updated bundle again if it was active before. After an update that
     * did not resolve it was not, so the next good one, with no stop before, is ours to start.
     */
    private void updated(Bundle bundle) {
        if (!Source.is(bundle) || !isPersistentlyStarted(bundle)) {
            stopped.remove(bundle.getBundleId());
            return;
        }
        if (!stopped.remove(bundle.getBundleId())) {
            reaper.execute(() -> start(bundle));
        }
        long modified = bundle.getLastModified();
        reaper.later(UPDATE_TIME, () -> checkStarted(bundle, modified));
    }

    private void start(Bundle bundle) {
        try {
            if (isDown(bundle)) {
                bundle.start(Bundle.START_TRANSIENT);
            }
        } catch (BundleException failure) {
            if (failure.getType() != BundleException.START_TRANSIENT_ERROR) {
                errors.put(bundle.getBundleId(), CopyMaker.text(failure));
            }
        } catch (IllegalStateException uninstalled) {
            // There is nothing to start any more.
        }
    }

    private void checkStarted(Bundle bundle, long modified) {
        if (!frameworkStops() && bundle.getLastModified() == modified && isDown(bundle)) {
            maker.failed(
                    Source.of(bundle),
                    errors.getOrDefault(
                            bundle.getBundleId(),
                            "it was updated and did not start; the update command has said why"));
        }
    }

    private static boolean isDown(Bundle bundle) {
        return (bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0
                && isPersistentlyStarted(bundle);
    }

    private static boolean isPersistentlyStarted(Bundle bundle) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        return level != null && level.isPersistentlyStarted();
    }

    /** Equinox does not throw when an updated bundle does not resolve, but says so here. */
    @Override
    public void frameworkEvent(FrameworkEvent event) {
        Bundle bundle = event.getBundle();
        Throwable failure = event.getThrowable();
        if (event.getType() == FrameworkEvent.ERROR
                && bundle != null
                && failure != null
                && isOfInterest(bundle)) {
            errors.put(bundle.getBundleId(), CopyMaker.text(failure));
        }
    }
}
