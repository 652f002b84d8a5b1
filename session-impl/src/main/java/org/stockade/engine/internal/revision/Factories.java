package org.stockade.engine.internal.revision;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.stockade.log.EventLog;

/** Decides of each factory service whether its code may run, and enters it into the ledger. */
final class Factories implements FactoryArrivals.Listener {
    private final BundleContext context;
    private final Ledger ledger;
    private final EventLog log;

    Factories(BundleContext context, Ledger ledger, EventLog log) {
        this.context = context;
        this.ledger = ledger;
        this.log = log;
    }

    @Override
    public void arrived(Kind kind, ServiceReference<?> factory) {
        Bundle bundle = factory.getBundle();
        if (bundle == null) {
            return; // It has gone again.
        }
        if (CopyMaker.isCopy(bundle)) {
            Optional<Copy> copy = ledger.copy(bundle.getBundleId());
            copy.ifPresent(it -> ledger.arrived(it, revisions(kind, factory, it.source(), it)));
        } else if (bundle.getBundleId() == context.getBundle().getBundleId()
                || !Source.is(bundle)) {
            // Ours, or registered by somebody's own code: it runs as it is and goes as it comes.
            ledger.direct(factory, revisions(kind, factory, Source.of(bundle), null));
        }
        // Of a source: left alone, so that its component is never built and no class of it loaded.
    }

    /**
     * A copy's factory stays in service: a component goes and comes when its configuration changes.
     */
    @Override
    public void gone(ServiceReference<?> factory) {
        ledger.directGone(factory);
    }

    private List<Revision> revisions(
            Kind kind, ServiceReference<?> reference, Source source, @Nullable Copy copy) {
        Set<String> names = kind.names(reference.getProperty(kind.property()));
        if (names.isEmpty()) {
            refuse(
                    source,
                    copy,
                    "its "
                            + kind.type().getSimpleName()
                            + " has no service property "
                            + kind.property());
            return List.of();
        }
        Object factory = context.getService(reference);
        if (factory == null) {
            refuse(
                    source,
                    copy,
                    "its component for "
                            + kind.property()
                            + " "
                            + names
                            + " could not be built; the component runtime's log says why");
            return List.of();
        }
        int ranking =
                reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer given
                        ? given
                        : 0;
        return names.stream()
                .map(name -> new Revision(kind, name, factory, source, ranking, copy))
                .toList();
    }

    private void refuse(Source source, @Nullable Copy copy, String why) {
        log.error(
                "revision-factory", null, "A factory cannot be used", "bundle", source, "why", why);
        if (copy != null) {
            ledger.broken(copy, why);
        }
    }
}
