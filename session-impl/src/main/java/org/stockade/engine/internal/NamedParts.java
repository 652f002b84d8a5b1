package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stockade.auth.AuthenticatorFactory;
import org.stockade.chain.HostResolver;
import org.stockade.chain.Nat;
import org.stockade.chain.NatFactory;
import org.stockade.chain.ResolverFactory;
import org.stockade.engine.internal.auth.Judge;
import org.stockade.engine.internal.match.NamedResolver;
import org.stockade.engine.internal.nat.Translation;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.Revision;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.AuthenticatorPolicy;
import org.stockade.policy.NatPolicy;
import org.stockade.policy.ResolverPolicy;
import org.stockade.policy.ServicePolicy;
import org.stockade.policy.SettingsNode;
import org.stockade.session.Child;
import org.stockade.session.Payload;

/** What services name of a policy's other sections: NAT policies, resolvers, authenticators. */
final class NamedParts {
    private final Snapshot snapshot;
    private final List<String> errors;
    private final MatcherCompiler.Configuring configuring;
    private final Map<String, Nat> nat = new HashMap<>();
    private final Map<String, Optional<NamedResolver>> resolvers = new HashMap<>();
    private final Map<String, Judge> judges = new HashMap<>();
    private final Map<String, Revision> judgeRevisions = new HashMap<>();

    /** With where errors are told, and who asks a factory. */
    NamedParts(Snapshot snapshot, List<String> errors, MatcherCompiler.Configuring configuring) {
        this.snapshot = snapshot;
        this.errors = errors;
        this.configuring = configuring;
    }

    void nat(List<NatPolicy> policies) {
        for (NatPolicy policy : policies) {
            kind(Kind.NAT, "NAT policy", policy.name(), policy.kind(), policy.with())
                    .map(it -> (NatFactory) it.factory())
                    .map(it -> configuring.configure(it::configure, policy.with(), errors))
                    .ifPresent(made -> nat.put(policy.name(), made));
        }
    }

    void resolvers(List<ResolverPolicy> policies) {
        for (ResolverPolicy policy : policies) {
            resolvers.put(policy.name(), Optional.empty());
            kind(Kind.RESOLVER, "resolver", policy.name(), policy.kind(), policy.with())
                    .map(it -> (ResolverFactory) it.factory())
                    .map(it -> configuring.configure(it::configure, policy.with(), errors))
                    .map(made -> new NamedResolver(policy, made))
                    .ifPresent(made -> resolvers.put(policy.name(), Optional.of(made)));
        }
    }

    void authenticators(List<AuthenticatorPolicy> policies) {
        for (AuthenticatorPolicy policy : policies) {
            Optional<Revision> revision =
                    kind(
                            Kind.AUTHENTICATOR,
                            "authenticator",
                            policy.name(),
                            policy.kind(),
                            policy.with());
            revision.map(it -> (AuthenticatorFactory) it.factory())
                    .map(it -> configuring.configure(it::configure, policy.with(), errors))
                    .ifPresent(
                            made -> {
                                judges.put(
                                        policy.name(),
                                        new Judge(policy.name(), policy.written(), made));
                                judgeRevisions.put(policy.name(), revision.get());
                            });
        }
    }

    /** What authenticators lack to judge anybody: a line each, its place in front. */
    List<String> lacking(List<AuthenticatorPolicy> policies) {
        List<String> lines = new ArrayList<>();
        for (AuthenticatorPolicy policy : policies) {
            Judge judge = judges.get(policy.name());
            if (judge != null) {
                SettingsNode.Opened at = policy.with().open(NamedParts::noChild);
                judge.lacking().forEach(at::error);
                lines.addAll(at.errors());
            }
        }
        return lines;
    }

    /** Nothing is bound where lines are only placed. */
    private static Child noChild(
            String proxy, SettingsNode with, Payload.Hold hold, SettingsNode.Errors errors) {
        throw new IllegalStateException("proxy " + proxy + " is no part of an authenticator");
    }

    private Optional<Revision> kind(
            Kind kind, String what, String name, String wanted, SettingsNode at) {
        Optional<Revision> found = snapshot.revision(kind, wanted);
        if (found.isEmpty()) {
            errors.add(UnknownKind.of(snapshot, kind, wanted).at(at, what + " \"" + name + "\": "));
        }
        return found;
    }

    /** The resolvers of the policy, by name; empty where one is wrong. */
    Map<String, Optional<NamedResolver>> byName() {
        return resolvers;
    }

    /** By name, those that were configured without an error. */
    Map<String, HostResolver> resolvers() {
        Map<String, HostResolver> made = new HashMap<>();
        resolvers.forEach((name, one) -> one.ifPresent(it -> made.put(name, it.by())));
        return made;
    }

    /** Those authenticators that can be asked. */
    List<Judge> judges() {
        return List.copyOf(judges.values());
    }

    /** Who says for a service whether credentials are somebody's; its revision is used then. */
    Optional<Judge> judge(ServicePolicy service, Set<Revision> uses) {
        Optional<String> name = authenticator(service);
        name.map(judgeRevisions::get).ifPresent(uses::add);
        return name.map(judges::get);
    }

    private static Optional<String> authenticator(ServicePolicy service) {
        return service.authentication().flatMap(AuthenticationPolicy::authenticator);
    }

    HostResolver resolver(ServicePolicy service) {
        return service.resolver()
                .flatMap(name -> resolvers.getOrDefault(name, Optional.empty()))
                .map(NamedResolver::by)
                .orElse(PlanCompiler.SYSTEM);
    }

    Translation translation(ServicePolicy service) {
        return new Translation(service.snat().map(nat::get), service.dnat().map(nat::get));
    }

    /**
     * What a service names that could not be made: without it addresses would be others, or
     * strangers let in. Empty: nothing.
     */
    String lacking(ServicePolicy service) {
        for (Optional<String> name : List.of(service.snat(), service.dnat())) {
            if (name.isPresent() && !nat.containsKey(name.get())) {
                return "its NAT policy \"" + name.get() + "\" cannot be used";
            }
        }
        Optional<String> judge = authenticator(service).filter(it -> !judges.containsKey(it));
        if (judge.isPresent()) {
            return "authenticator \"" + judge.get() + "\" is not there, or its settings are wrong";
        }
        return service.resolver()
                .filter(name -> resolvers.getOrDefault(name, Optional.empty()).isEmpty())
                .map(name -> "its resolver \"" + name + "\" cannot be used")
                .orElse("");
    }
}
