package org.stockade.policy.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stockade.policy.DeploymentPolicy;

/** Checks what is said of deployment; reads no file. */
final class DeploymentCheck {
    private static final int MOST_TRUSTED = 64;

    private final Optional<Path> folder;
    private final Problems errors;

    /**
     * A check of one document.
     *
     * @param folder where relative paths begin, if it is known
     */
    DeploymentCheck(Optional<Path> folder, Problems errors) {
        this.folder = folder;
        this.errors = errors;
    }

    DeploymentPolicy policy(Optional<At<DocumentShape.Deployment>> written) {
        if (written.isEmpty()) {
            return DeploymentPolicy.ANY;
        }
        DocumentShape.Deployment deployment = written.get().value();
        List<At<String>> files = deployment.trusted();
        if (deployment.requireSigned().value() && files.isEmpty()) {
            errors.add(
                    written.get().has("require-signed")
                            ? deployment.requireSigned().place()
                            : written.get().place(),
                    "deployment: require-signed without a certificate in trusted would keep every"
                            + " bundle out; name at least one PEM file under \"trusted\"");
        }
        if (files.size() > MOST_TRUSTED) {
            errors.add(
                    files.get(MOST_TRUSTED).place(),
                    "deployment: trusted has "
                            + files.size()
                            + " files; use 1 to "
                            + MOST_TRUSTED
                            + "; one file may hold several certificates");
        }
        List<DeploymentPolicy.Trusted> trusted = new ArrayList<>();
        files.forEach(file -> file(file).ifPresent(trusted::add));
        return new DeploymentPolicy(deployment.requireSigned().value(), trusted);
    }

    private Optional<DeploymentPolicy.Trusted> file(At<String> written) {
        try {
            Path path = Path.of(written.value());
            if (written.value().isBlank()) {
                errors.add(written.place(), "deployment: trusted has an empty path; name a file");
            } else if (path.isAbsolute() || folder.isPresent()) {
                Path file = folder.map(it -> it.resolve(path)).orElse(path).normalize();
                return Optional.of(new DeploymentPolicy.Trusted(errors.at(written.place()), file));
            } else {
                errors.add(
                        written.place(),
                        "deployment: trusted "
                                + Quoted.of(written.value())
                                + " is relative, and this policy has no folder; use an absolute"
                                + " path");
            }
        } catch (InvalidPathException wrong) {
            errors.add(
                    written.place(),
                    "deployment: trusted "
                            + Quoted.of(written.value())
                            + " is no path: "
                            + wrong.getReason());
        }
        return Optional.empty();
    }
}
