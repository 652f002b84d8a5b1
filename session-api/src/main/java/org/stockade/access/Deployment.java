package org.stockade.access;

import java.nio.file.Path;
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
}
