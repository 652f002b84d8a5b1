package org.stockade.policy.internal.signing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * org.stockade.policy.text} hold: a deploy folder is looked at before the engine runs. Where a
 * policy is only checked, the property {@value #CHECKED} names it.
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
    static final String CHECKED = "org.stockade.policy.checked";

    /** More is no policy, see {@link org.stockade.policy.PolicyParser}. */
    private static final long LARGEST_POLICY = 16L << 20;

    private final Function<String, @Nullable String> properties;
    private final PolicyParser parser;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Rules inForce;
    private volatile long changes;

    /**
     * What holds.
     *
     * @param trusted where each of the trusted certificates was found
     * @param broken why nothing may come in; empty if all is well
     */
    private record Rules(boolean required, Trust trust, List<Trusted> trusted, String broken) {
        static final Rules NONE = new Rules(false, new Trust(Set.of()), List.of(), "");

        static Rules of(DeploymentPolicy wanted, Map<X509Certificate, Trusted> found) {
            return new Rules(
                    wanted.requireSigned(),
                    new Trust(found.keySet()),
                    List.copyOf(found.values()),
                    "");
        }
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
        Optional<Path> shipped = shipped(location);
        return shipped.isPresent() && SameContent.of(jar, shipped.get());
    }

    @Override
    public boolean isOfDistribution(String location) {
        return shipped(location).isPresent();
    }

    /** The file of the distribution that a location names; empty if it is none. */
    private Optional<Path> shipped(String location) {
        @Nullable String named = properties.apply(DISTRIBUTION);
        if (named == null || !location.startsWith("file:")) {
            return Optional.empty();
        }
        try {
            Path folder = Path.of(named).toAbsolutePath().normalize();
            Path file = Path.of(URI.create(location)).toAbsolutePath().normalize();
            return folder.equals(file.getParent()) && Files.isRegularFile(file)
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (IllegalArgumentException noFile) {
            return Optional.empty();
        }
    }

    @Override
    public List<Trusted> trusted() {
        return rules().trusted();
    }

    @Override
    public List<String> check(DeploymentPolicy wanted) {
        List<String> errors = new ArrayList<>();
        Map<X509Certificate, Trusted> unused = read(wanted, errors);
        return errors;
    }

    @Override
    public List<String> follow(DeploymentPolicy wanted) {
        List<String> errors = new ArrayList<>();
        Map<X509Certificate, Trusted> found = read(wanted, errors);
        if (errors.isEmpty()) {
            lock.lock();
            try {
                Rules next = Rules.of(wanted, found);
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

    private static Map<X509Certificate, Trusted> read(
            DeploymentPolicy wanted, List<String> errors) {
        Map<X509Certificate, Trusted> all = new LinkedHashMap<>();
        for (DeploymentPolicy.Trusted one : wanted.trusted()) {
            try {
                for (X509Certificate certificate : Trust.read(one.file())) {
                    all.putIfAbsent(
                            certificate,
                            new Trusted(
                                    one.file(),
                                    certificate.getSubjectX500Principal().getName(),
                                    certificate.getNotAfter().toInstant()));
                }
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
        return all;
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
            @Nullable String served = properties.apply("org.stockade.policy.file");
            @Nullable String file = served == null ? properties.apply(CHECKED) : served;
            @Nullable String text = properties.apply("org.stockade.policy.text");
            if (text == null && file == null) {
                return Rules.NONE;
            }
            String document = text == null ? document(Path.of(file)) : text;
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
            Map<X509Certificate, Trusted> found = read(wanted, errors);
            return errors.isEmpty() ? Rules.of(wanted, found) : broken(errors.getFirst());
        } catch (IOException | RuntimeException unreadable) {
            return broken("the policy cannot be read, so nothing is let in");
        }
    }

    /** The engine reads it again, and says what is wrong with it. */
    private static String document(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_POLICY) {
            throw new IOException("no policy");
        }
        return Files.readString(file);
    }

    private static Rules broken(String why) {
        return new Rules(true, new Trust(Set.of()), List.of(), why);
    }
}
