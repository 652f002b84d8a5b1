package org.stockade.health.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.access.Deployment;
import org.stockade.access.Firewall;
import org.stockade.access.Firewall.ProxyState;
import org.stockade.health.Finding;
import org.stockade.health.Finding.Status;
import org.stockade.health.HealthCheck;

/**
 * Bundles that the policy would not let in, and proxies of bundles that nobody had to sign. A
 * bundle is read again only when it has changed, the rules have, or an hour has passed.
 */
@Component(property = "health.name=signatures")
public final class SignaturesCheck implements HealthCheck {
    /** A signature that was good may expire, so bundles are read again after this time. */
    private static final Duration FRESH = Duration.ofHours(1);

    /** So many bundles are named. */
    private static final int MOST = 20;

    /** The engine's copies of bundles that it has let in. */
    private static final String COPIES = "stockade-generation:";

    private final BundleContext context;
    private final CurrentDeployment deployment;
    private final CurrentFirewall firewall;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Content, Answer> answers = new HashMap<>();

    private record Content(long bundle, long modified, List<Deployment.Trusted> rules) {}

    private record Answer(Optional<String> refusal, Instant since) {}

    @Activate
    public SignaturesCheck(
            BundleContext context,
            @Reference CurrentDeployment deployment,
            @Reference CurrentFirewall firewall) {
        this(context, deployment, firewall, InstantSource.system());
    }

    SignaturesCheck(
            BundleContext context,
            CurrentDeployment deployment,
            CurrentFirewall firewall,
            InstantSource clock) {
        this.context = context;
        this.deployment = deployment;
        this.firewall = firewall;
        this.clock = clock;
    }

    @Override
    public List<Finding> check() {
        Optional<Deployment> rules = deployment.get();
        if (rules.isEmpty()) {
            return List.of();
        }
        Set<Long> proxies =
                firewall.get().map(Firewall::proxies).orElse(List.of()).stream()
                        .map(ProxyState::sourceBundle)
                        .collect(Collectors.toSet());
        return rules.get().requiresSignature()
                ? refused(rules.get(), proxies)
                : unchecked(rules.get(), proxies);
    }

    private Stream<Bundle> bundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != 0)
                .filter(bundle -> !bundle.getLocation().startsWith(COPIES));
    }

    private List<Finding> refused(Deployment rules, Set<Long> proxies) {
        List<Finding> found = new ArrayList<>();
        lock.lock();
        try {
            Map<Content, Answer> known = Map.copyOf(answers);
            answers.clear();
            for (Bundle bundle : bundles().toList()) {
                Content content =
                        new Content(
                                bundle.getBundleId(), bundle.getLastModified(), rules.trusted());
                Answer answer = known.get(content);
                if (answer == null || clock.instant().isAfter(answer.since().plus(FRESH))) {
                    answer = new Answer(refusal(rules, bundle), clock.instant());
                }
                answers.put(content, answer);
                answer.refusal()
                        .map(why -> refused(bundle, why, proxies.contains(bundle.getBundleId())))
                        .ifPresent(found::add);
            }
        } finally {
            lock.unlock();
        }
        if (found.size() > MOST) {
            int more = found.size() - MOST;
            found.subList(MOST, found.size()).clear();
            found.add(Finding.warn(more + " more bundles likewise", "sign or uninstall them"));
        }
        return found;
    }

    private static Optional<String> refusal(Deployment rules, Bundle bundle) {
        try (BundleJar jar = BundleJar.of(bundle)) {
            return rules.refusal(jar.file(), bundle.getLocation());
        } catch (IOException | RuntimeException unreadable) {
            return Optional.of("it cannot be read: " + unreadable.getMessage());
        }
    }

    private static Finding refused(Bundle bundle, String why, boolean proxy) {
        return Finding.warn(
                "the policy lets in signed bundles alone; bundle "
                        + name(bundle)
                        + " from "
                        + bundle.getLocation()
                        + ": "
                        + why
                        + (proxy
                                ? "; no session gets its proxies"
                                : "; the framework runs it all the same"),
                "have it signed by somebody whom deployment: trusted names and update it, or"
                        + " uninstall bundle "
                        + bundle.getBundleId());
    }

    private List<Finding> unchecked(Deployment rules, Set<Long> proxies) {
        List<String> names =
                bundles()
                        .filter(bundle -> proxies.contains(bundle.getBundleId()))
                        .filter(bundle -> !rules.isOfDistribution(bundle.getLocation()))
                        .map(SignaturesCheck::name)
                        .toList();
        if (names.isEmpty()) {
            return List.of();
        }
        String some = names.stream().limit(MOST).collect(Collectors.joining(", "));
        return List.of(
                new Finding(
                        Status.OK,
                        "proxies of "
                                + names.size()
                                + " bundles from outside the distribution serve, whose signatures"
                                + " nobody checks: "
                                + some,
                        "to let in signed bundles alone: deployment: { require-signed: true,"
                                + " trusted: [FILE] } in the policy"));
    }

    private static String name(Bundle bundle) {
        return bundle.getSymbolicName() + " (bundle " + bundle.getBundleId() + ")";
    }
}
