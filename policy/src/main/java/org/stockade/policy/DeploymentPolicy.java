package org.stockade.policy;

import java.nio.file.Path;
import java.util.List;

/**
 * Which bundles may bring code in.
 *
 * @param requireSigned whether a bundle must be signed by somebody who is trusted
 * @param trusted the certificates that are; not read yet
 */
public record DeploymentPolicy(boolean requireSigned, List<Trusted> trusted) {
    /** What holds where a policy says nothing. */
    public static final DeploymentPolicy ANY = new DeploymentPolicy(false, List.of());

    /**
     * A file of PEM certificates.
     *
     * @param place where the policy names it, {@code edge.yaml:12:9}
     * @param file absolute
     */
    public record Trusted(String place, Path file) {}

    public DeploymentPolicy {
        trusted = List.copyOf(trusted);
    }
}
