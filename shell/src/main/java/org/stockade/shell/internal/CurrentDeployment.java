package org.stockade.shell.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.stockade.access.Deployment;

/** The deployment rules of this framework, as long as there are any. */
@Component(service = CurrentDeployment.class)
public final class CurrentDeployment {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Deployment deployment;

    /** Made by the component runtime. */
    @Activate
    public CurrentDeployment() {}

    Optional<Deployment> get() {
        return Optional.ofNullable(deployment);
    }
}
