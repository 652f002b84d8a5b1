package org.stockade.health.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.stockade.access.Deployment;

/** Rules by which a jar with the entry {@code SIGNED} is signed. */
final class FakeDeployment implements Deployment {
    final List<Trusted> trusted = new ArrayList<>();
    boolean required;
    int asked;

    /** What a check is given. */
    CurrentDeployment current() {
        CurrentDeployment current = new CurrentDeployment();
        current.bind(this);
        return current;
    }

    @Override
    public boolean requiresSignature() {
        return required;
    }

    @Override
    public Optional<String> refusal(Path jar, String location) {
        asked++;
        try (ZipFile open = new ZipFile(jar.toFile())) {
            return open.getEntry("a/SIGNED") == null
                    ? Optional.of("it is not signed")
                    : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public boolean isOfDistribution(String location) {
        return location.startsWith("file:/dist/");
    }

    @Override
    public List<Trusted> trusted() {
        return List.copyOf(trusted);
    }
}
