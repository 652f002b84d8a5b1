package org.stockade.access;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which bundles the policy lets in, an OSGi service. The engine asks it of every proxy bundle
 * before it runs its code; a deploy folder and commands ask it earlier, of every bundle. Any thread
 * may call it.
 */
@ProviderType
public interface Deployment {
    /** Whether the policy in force asks for a signature at all. */
    boolean requiresSignature();

    /**
     * Why a jar may not come in, in words for the operator; empty if it may. Reads it to its end,
     * so it may take some milliseconds for each megabyte.
     *
     * @param jar of at most 64 MiB
     * @param location of the bundle, as the framework has it or is about to have it
     */
    Optional<String> refusal(Path jar, String location);

    /**
     * Whether the location is that of a jar in the folder that the distribution came with. Says
     * nothing of the content; {@code false} where the framework knows of no such folder.
     */
    boolean isOfDistribution(String location);

    /** The certificates that the policy in force trusts, in its order, whether it asks for any. */
    List<Trusted> trusted();

    /**
     * A certificate that the policy trusts.
     *
     * @param file that has it
     * @param subject its owner, as RFC 2253 writes names
     * @param end of its validity
     */
    record Trusted(Path file, String subject, Instant end) {}
}
