package org.stockade.engine.internal.revision;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.stockade.policy.SignedDeployment;

/**
 * Reads a source for its copy. Where the policy asks for signatures, its entries are first written
 * to a file as they are, that file is checked, and the copy is made of that file: what was checked
 * is what runs, whatever happens to the source meanwhile.
 */
final class SourceJar {
    private final BundleContext context;
    private final SignedDeployment deployment;
    private final Optional<ApiBundle> api;

    SourceJar(BundleContext context, SignedDeployment deployment, Optional<ApiBundle> api) {
        this.context = context;
        this.deployment = deployment;
        this.api = api;
    }

    /**
     * Writes the jar of a copy.
     *
     * @return a file of the caller's
     * @throws RefusedException if the policy does not let the source in
     */
    Path copy(Bundle bundle, Source source, long number) throws IOException {
        BundleEntries entries = new BundleEntries(bundle);
        if (!deployment.requiresSignature()) {
            return copy(entries, entries, source, number);
        }
        Path unchanged = unchanged(bundle, number);
        try {
            check(bundle, unchanged);
            try (JarEntries checked = new JarEntries(unchanged)) {
                return copy(checked, entries, source, number);
            }
        } finally {
            Files.deleteIfExists(unchanged);
        }
    }

    /** Why the policy does not let a bundle in as it is now; empty if it does. */
    Optional<String> refusal(Bundle bundle, long number) throws IOException {
        if (!deployment.requiresSignature()) {
            return Optional.empty();
        }
        Path unchanged = unchanged(bundle, number);
        try {
            return deployment.refusal(unchanged, bundle.getLocation());
        } finally {
            Files.deleteIfExists(unchanged);
        }
    }

    /** How a refusal reads for an operator. */
    static String refused(String why) {
        return "refused: the policy lets in signed bundles alone; " + why;
    }

    private void check(Bundle bundle, Path unchanged) throws RefusedException {
        Optional<String> why = deployment.refusal(unchanged, bundle.getLocation());
        if (why.isPresent()) {
            throw new RefusedException(why.get());
        }
    }

    private Path copy(Entries from, BundleEntries installed, Source source, long number)
            throws IOException {
        Path jar = file("copy-" + number + ".jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            CopyJar.write(from, installed.ownPackages(), source, number, api, out);
            return jar;
        } catch (IOException | RuntimeException failure) {
            Files.deleteIfExists(jar);
            throw failure;
        }
    }

    private Path unchanged(Bundle bundle, long number) throws IOException {
        Path jar = file("unchanged-" + number + ".jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            CopyJar.writeUnchanged(new BundleEntries(bundle), out);
            return jar;
        } catch (IOException | RuntimeException failure) {
            Files.deleteIfExists(jar);
            throw failure;
        }
    }

    private Path file(String name) throws IOException {
        java.io.File own = context.getDataFile(name);
        return own == null ? Files.createTempFile("stockade-", "-" + name) : own.toPath();
    }

    /** The policy asks for a signature that a source does not have. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String why) {
            super(refused(why));
        }
    }
}
