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
import org.stockade.access.Deployment;

/** The deployment rules of this framework, which come and go while the checks stay. */
@Component(service = CurrentDeployment.class)
public final class CurrentDeployment {
    private final AtomicReference<@Nullable Deployment> deployment = new AtomicReference<>();

    @Activate
    public CurrentDeployment() {}

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bind(Deployment arrived) {
        deployment.set(arrived);
    }

    void unbind(Deployment gone) {
        // DS binds the successor first.
        deployment.compareAndSet(gone, null);
    }

    Optional<Deployment> get() {
        return Optional.ofNullable(deployment.get());
    }
}
