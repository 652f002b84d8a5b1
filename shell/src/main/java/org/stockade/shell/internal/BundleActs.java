package org.stockade.shell.internal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Records what happens to bundles by somebody else than our own commands: the framework's shell, an
 * appliance's management, a console. Called inside the framework's operations, so it never waits.
 */
final class BundleActs implements SynchronousBundleListener {
    private static final String ENGINE = "org.stockade.session-impl";
    private static final String COPIES = "stockade-generation:";

    private final Audit audit;
    private final AtomicBoolean listening = new AtomicBoolean();

    /** How deep each thread is in acts that are recorded as such. */
    private final Map<Thread, Integer> acting = new ConcurrentHashMap<>();

    /** Private copies the engine has made; their coming and going is not administration. */
    private final Set<Long> copies = ConcurrentHashMap.newKeySet();

    private @Nullable Bundle framework;

    BundleActs(Audit audit) {
        this.audit = audit;
    }

    /** A thread at an act of somebody's; closed by that thread. */
    interface Acting extends AutoCloseable {
        @Override
        void close();
    }

    Acting acting() {
        begin();
        return this::end;
    }

    void begin() {
        acting.merge(Thread.currentThread(), 1, Integer::sum);
    }

    void end() {
        acting.computeIfPresent(
                Thread.currentThread(), (thread, depth) -> depth > 1 ? depth - 1 : null);
    }

    /** Begins to listen; a second call does nothing. */
    void open(BundleContext context) {
        if (!listening.getAndSet(true)) {
            framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
            for (Bundle bundle : context.getBundles()) {
                if (bundle.getLocation().startsWith(COPIES)) {
                    copies.add(bundle.getBundleId());
                }
            }
            context.addBundleListener(this);
        }
    }

    void close(BundleContext context) {
        if (listening.getAndSet(false)) {
            context.removeBundleListener(this);
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        if (isCopy(event)
                || acting.containsKey(Thread.currentThread())
                || bundle.getBundleId() == 0
                || frameworkStops()) {
            return;
        }
        String act =
                switch (event.getType()) {
                    case BundleEvent.INSTALLED -> "install";
                    case BundleEvent.UPDATED -> "update";
                    case BundleEvent.STARTED -> "start";
                    case BundleEvent.STOPPED -> "stop";
                    case BundleEvent.UNINSTALLED -> "uninstall";
                    default -> "";
                };
        if (!act.isEmpty()) {
            var unused = audit.record("framework", act, name(bundle), "ok");
        }
    }

    /** Anybody may choose a location like a copy's; what counts is that the engine installed it. */
    private boolean isCopy(BundleEvent event) {
        Bundle bundle = event.getBundle();
        if (event.getType() == BundleEvent.INSTALLED
                && bundle.getLocation().startsWith(COPIES)
                && ENGINE.equals(event.getOrigin().getSymbolicName())) {
            copies.add(bundle.getBundleId());
        }
        return event.getType() == BundleEvent.UNINSTALLED
                ? copies.remove(bundle.getBundleId())
                : copies.contains(bundle.getBundleId());
    }

    private boolean frameworkStops() {
        Bundle system = framework;
        return system != null && (system.getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0;
    }

    /** {@code org.example.pop3 1.2.0 [12] file:/pop3.jar}. */
    private static String name(Bundle bundle) {
        return bundle.getSymbolicName()
                + " "
                + bundle.getVersion()
                + " ["
                + bundle.getBundleId()
                + "] "
                + bundle.getLocation();
    }
}
