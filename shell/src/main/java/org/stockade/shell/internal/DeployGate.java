package org.stockade.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.stockade.access.Deployment;

/**
 * Keeps bundles out that the policy does not let in, before the framework has seen them: what was
 * checked is what is installed.
 */
record DeployGate(CurrentDeployment deployment) {
    /** What the rules check at most. */
    private static final long LARGEST = 64L << 20;

    /** Whether the policy asks for signatures. */
    boolean isClosed() {
        return deployment.get().filter(Deployment::requiresSignature).isPresent();
    }

    /**
     * Fetches a jar and has it checked.
     *
     * @param url where it is
     * @param location of the bundle
     * @return the jar; closing it removes the copy
     * @throws IOException if it cannot be had or is not let in; the message says why
     */
    InputStream admitted(String url, String location) throws IOException {
        Path jar = Files.createTempFile("stockade-deploy-", ".jar");
        try {
            fetch(url, jar);
            Optional<String> why = deployment.get().flatMap(rules -> rules.refusal(jar, location));
            if (why.isPresent()) {
                throw new IOException("the policy lets in signed bundles alone; " + why.get());
            }
            return Files.newInputStream(jar, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException | RuntimeException refused) {
            Files.deleteIfExists(jar);
            throw refused;
        }
    }

    private static void fetch(String url, Path to) throws IOException {
        try (InputStream in = URI.create(url).toURL().openStream();
                var out = Files.newOutputStream(to)) {
            byte[] buffer = new byte[64 << 10];
            long left = LARGEST;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new IOException("it has over " + LARGEST + " bytes");
                }
                out.write(buffer, 0, n);
            }
        }
    }
}
