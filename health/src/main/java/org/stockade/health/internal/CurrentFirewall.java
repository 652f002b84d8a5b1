package org.stockade.health.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.stockade.access.Firewall;

/** The firewall of this framework, which comes and goes while the checks stay. */
@Component(service = CurrentFirewall.class)
public final class CurrentFirewall {
    private final AtomicReference<@Nullable Firewall> firewall = new AtomicReference<>();

    @Activate
    public CurrentFirewall() {}

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bind(Firewall arrived) {
        firewall.set(arrived);
    }

    void unbind(Firewall gone) {
        // DS binds the successor first.
        firewall.compareAndSet(gone, null);
    }

    Optional<Firewall> get() {
        return Optional.ofNullable(firewall.get());
    }
}
