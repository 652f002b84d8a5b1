package org.stockade.policy.internal.signing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.access.Deployment;
import org.stockade.policy.DeploymentPolicy;
import org.stockade.policy.PolicyParser;
import org.stockade.policy.SignedDeployment;

/**
 * The deployment rules of the policy. Before the engine has loaded its first one, those of the
 * policy that a launcher names by the framework property {@code org.stockade.policy.file} or {@code
 * org.stockade.policy.text} hold: a deploy folder is looked at before the engine runs.
 *
 * <p>What came with the distribution needs no signature: a bundle installed from the folder that
 * the property {@value #DISTRIBUTION} names, as long as it has the very content of its file there.
 * An update of it from elsewhere keeps its location, and needs one.
 */
@Component(
        service = {Deployment.class, SignedDeployment.class},
        immediate = true)
public final class PolicyDeployment implements SignedDeployment {
    static final String DISTRIBUTION = "org.stockade.distribution";

    private final Function<String, @Nullable String> properties;
    private final PolicyParser parser;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Rules inForce;
    private volatile long changes;

    /**
     * What holds.
     *
     * @param broken why nothing may come in; empty if all is well
     */
    private record Rules(boolean required, Trust trust, String broken) {
        static final Rules NONE = new Rules(false, new Trust(Set.of()), "");
    }

    /** Made by the component runtime. */
    @Activate
    public PolicyDeployment(BundleContext context, @Reference PolicyParser parser) {
        this(parser, context::getProperty);
    }

    /** One that finds the properties of a framework there. */
    public PolicyDeployment(PolicyParser parser, Function<String, @Nullable String> properties) {
        this.parser = parser;
        this.properties = properties;
    }

    @Override
    public boolean requiresSignature() {
        return rules().required();
    }

    @Override
    public Optional<String> refusal(Path jar, String location) {
        Rules rules = rules();
        if (!rules.required()) {
            return Optional.empty();
        }
        try {
            if (isOfDistribution(jar, location)) {
                return Optional.empty();
            }
            if (!rules.broken().isEmpty()) {
                return Optional.of(rules.broken());
            }
            SignedJar.check(jar, rules.trust(), Instant.now());
            return Optional.empty();
        } catch (IOException | RuntimeException wrong) {
            // Whatever a jar makes the JDK throw, it is not let in.
            String why = wrong.getMessage();
            return Optional.of(why == null ? wrong.getClass().getSimpleName() : why);
        }
    }

    private boolean isOfDistribution(Path jar, String location) throws IOException {
        @Nullable String named = properties.apply(DISTRIBUTION);
        if (named == null || !location.startsWith("file:")) {
            return false;
        }
        try {
            Path folder = Path.of(named).toAbsolutePath().normalize();
            Path file = Path.of(URI.create(location)).toAbsolutePath().normalize();
            return folder.equals(file.getParent())
                    && Files.isRegularFile(file)
                    && SameContent.of(jar, file);
        } catch (IllegalArgumentException noFile) {
            return false;
        }
    }

    @Override
    public List<String> check(DeploymentPolicy wanted) {
        List<String> errors = new ArrayList<>();
        Trust unused = read(wanted, errors);
        return errors;
    }

    @Override
    public List<String> follow(DeploymentPolicy wanted) {
        List<String> errors = new ArrayList<>();
        Trust trust = read(wanted, errors);
        if (errors.isEmpty()) {
            lock.lock();
            try {
                Rules next = new Rules(wanted.requireSigned(), trust, "");
                if (!next.equals(inForce)) {
                    inForce = next;
                    changes++;
                }
            } finally {
                lock.unlock();
            }
        }
        return errors;
    }

    @Override
    public long changes() {
        return changes;
    }

    private static Trust read(DeploymentPolicy wanted, List<String> errors) {
        Set<java.security.cert.X509Certificate> all = new HashSet<>();
        for (DeploymentPolicy.Trusted one : wanted.trusted()) {
            try {
                all.addAll(Trust.read(one.file()));
            } catch (IOException wrong) {
                errors.add(
                        one.place()
                                + ": deployment: trusted certificate "
                                + one.file()
                                + " "
                                + wrong.getMessage()
                                + "; name a file of PEM certificates");
            }
        }
        return new Trust(all);
    }

    private Rules rules() {
        Rules now = inForce;
        if (now != null) {
            return now;
        }
        lock.lock();
        try {
            now = inForce;
            if (now == null) {
                now = launched();
                inForce = now;
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** The rules that the engine is going to load, in a moment. */
    private Rules launched() {
        try {
            @Nullable String file = properties.apply("org.stockade.policy.file");
            @Nullable String text = properties.apply("org.stockade.policy.text");
            if (text == null && file == null) {
                return Rules.NONE;
            }
            String document = text == null ? Files.readString(Path.of(file)) : text;
            // Most policies say nothing of it, and this is the start: read them once only.
            if (!document.contains("deployment")) {
                return Rules.NONE;
            }
            PolicyParser.Reading reading =
                    parser.parse(text == null ? String.valueOf(file) : "policy.text", document);
            if (reading.policy().isEmpty()) {
                return broken("the policy has errors, so nothing is let in");
            }
            DeploymentPolicy wanted = reading.policy().get().deployment();
            List<String> errors = new ArrayList<>();
            Trust trust = read(wanted, errors);
            return errors.isEmpty()
                    ? new Rules(wanted.requireSigned(), trust, "")
                    : broken(errors.getFirst());
        } catch (IOException | RuntimeException unreadable) {
            return broken("the policy cannot be read, so nothing is let in");
        }
    }

    private static Rules broken(String why) {
        return new Rules(true, new Trust(Set.of()), why);
    }
}
