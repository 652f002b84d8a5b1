package org.stockade.policy;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.access.Deployment;

/**
 * The deployment rules in force, for the engine, which alone changes them. An OSGi service; any
 * thread may call it.
 */
@ProviderType
public interface SignedDeployment extends Deployment {
    /** What is wrong with the certificates of a policy, each with its place. Reads the files. */
    List<String> check(DeploymentPolicy wanted);

    /**
     * Puts rules in force for whatever is asked from now on.
     *
     * @return what is wrong, as {@link #check} says it; nothing was changed then
     */
    List<String> follow(DeploymentPolicy wanted);

    /** Grows with every {@link #follow} that changed the rules: tells whether an answer is old. */
    long changes();
}
