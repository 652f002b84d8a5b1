package org.stockade.engine.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stockade.auth.Authenticator;
import org.stockade.auth.AuthenticatorFactory;
import org.stockade.chain.Chainer;
import org.stockade.chain.ChainerFactory;
import org.stockade.chain.Router;
import org.stockade.chain.RouterFactory;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.engine.internal.auth.Judge;
import org.stockade.engine.internal.nat.Nat;
import org.stockade.engine.internal.nat.NatKind;
import org.stockade.engine.internal.nat.Translation;
import org.stockade.engine.internal.resolve.HostResolver;
import org.stockade.engine.internal.resolve.ResolverKind;
import org.stockade.engine.internal.resolve.SystemResolver;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.Revision;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.engine.internal.route.DirectRouter;
import org.stockade.engine.internal.route.MultiTargetChainer;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.AuthenticatorPolicy;
import org.stockade.policy.NatPolicy;
import org.stockade.policy.ResolverPolicy;
import org.stockade.policy.ServicePolicy;
import org.stockade.policy.SettingsNode;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;
import org.stockade.session.Child;
import org.stockade.session.Payload.Hold;
import org.stockade.session.StackedSession;

/** Turns services of a policy into plans: asks each factory to check its part of the document. */
final class PlanCompiler {
    private static final HostResolver SYSTEM = new SystemResolver();

    private final Snapshot snapshot;
    private final Absences absences;
    private final Map<String, Nat> nat = new HashMap<>();
    private final Map<String, HostResolver> resolvers = new HashMap<>();
    private final Map<String, Judge> judges = new HashMap<>();
    private final Map<String, Revision> judgeRevisions = new HashMap<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Set<Revision>> uses = new HashMap<>();
    private Set<Revision> used = Set.of();

    /** Servers to be checked so far. */
    private int probed;

    PlanCompiler(Snapshot snapshot, Absences absences) {
        this.snapshot = snapshot;
        this.absences = absences;
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The revisions that each service runs, those of its children included. */
    Map<String, Set<Revision>> uses() {
        return uses;
    }

    /** The NAT policies that services may name; before the first of them. */
    void nat(List<NatPolicy> policies) {
        for (NatPolicy policy : policies) {
            Optional<NatKind> kind = NatKind.of(policy.kind());
            if (kind.isEmpty()) {
                errors.add(
                        unknown(
                                policy.with(),
                                "NAT policy",
                                policy.name(),
                                policy.kind(),
                                Arrays.stream(NatKind.values()).map(NatKind::key).toList()));
                continue;
            }
            Nat made = configure(kind.get()::configure, policy.with(), errors);
            if (made != null) {
                nat.put(policy.name(), made);
            }
        }
    }

    /** The resolvers that services may name; before the first of them. */
    void resolvers(List<ResolverPolicy> policies) {
        for (ResolverPolicy policy : policies) {
            Optional<ResolverKind> kind = ResolverKind.of(policy.kind());
            if (kind.isEmpty()) {
                errors.add(
                        unknown(
                                policy.with(),
                                "resolver",
                                policy.name(),
                                policy.kind(),
                                Arrays.stream(ResolverKind.values())
                                        .map(ResolverKind::key)
                                        .toList()));
                continue;
            }
            HostResolver made = configure(kind.get()::configure, policy.with(), errors);
            if (made != null) {
                resolvers.put(policy.name(), made);
            }
        }
    }

    /** Who services may ask about credentials; before the first of them. */
    void authenticators(List<AuthenticatorPolicy> policies) {
        for (AuthenticatorPolicy policy : policies) {
            Optional<Revision> revision = snapshot.revision(Kind.AUTHENTICATOR, policy.kind());
            if (revision.isEmpty()) {
                errors.add(
                        unknown(
                                policy.with(),
                                "authenticator",
                                policy.name(),
                                policy.kind(),
                                List.copyOf(snapshot.all(Kind.AUTHENTICATOR).keySet())));
                continue;
            }
            AuthenticatorFactory factory = (AuthenticatorFactory) revision.get().factory();
            Authenticator made = configure(factory::configure, policy.with(), errors);
            if (made != null) {
                judges.put(policy.name(), new Judge(policy.name(), policy.written(), made));
                judgeRevisions.put(policy.name(), revision.get());
            }
        }
    }

    /** Those authenticators that can be asked. */
    List<Judge> judges() {
        return List.copyOf(judges.values());
    }

    /** Who says for a service whether credentials are somebody's. */
    private Optional<Judge> judge(ServicePolicy service, @Nullable Recipe recipe) {
        Optional<AuthenticationPolicy> policy = service.authentication();
        if (policy.isPresent()
                && policy.get().method() == AuthenticationPolicy.Method.INBAND
                && recipe != null
                && !authenticates(recipe)) {
            errors.add(
                    service.with().place()
                            + ": service \""
                            + service.name()
                            + "\": proxy \""
                            + service.proxy()
                            + "\" cannot authenticate in band; use authentication: { method:"
                            + " addresses }");
        }
        Optional<String> name = policy.flatMap(AuthenticationPolicy::authenticator);
        name.map(judgeRevisions::get).ifPresent(used::add);
        return name.map(judges::get);
    }

    private static boolean authenticates(Recipe recipe) {
        try {
            return recipe.authenticates();
        } catch (RuntimeException | Error broken) {
            return false;
        }
    }

    private static String unknown(
            SettingsNode at, String what, String name, String kind, List<String> known) {
        return at.place()
                + ": "
                + what
                + " \""
                + name
                + "\": no kind is called \""
                + kind
                + "\"; there are "
                + known;
    }

    private Optional<Nat> nat(Optional<String> name) {
        return name.map(nat::get);
    }

    /**
     * The plan of one service; one that cannot be served says so in {@link ServicePlan#refused()}.
     */
    ServicePlan compile(ServicePolicy service) {
        int before = errors.size();
        used = uses.computeIfAbsent(service.name(), name -> new HashSet<>());
        Router router = router(service);
        Chainer chainer = chainer(service);
        checkProbes(service, router, chainer);
        Optional<Revision> revision = using(Kind.PROXY, service.proxy());
        Recipe recipe =
                revision.map(found -> configure(factory(found)::configure, service.with(), errors))
                        .orElse(null);
        Optional<Judge> judge = judge(service, recipe);
        Optional<String> asked =
                service.authentication().flatMap(AuthenticationPolicy::authenticator);
        String refused = "";
        if (asked.isPresent() && judge.isEmpty()) {
            refused =
                    "authenticator \"" + asked.get() + "\" is not there, or its settings are wrong";
        }
        if (revision.isEmpty()) {
            refused = absences.of(service.proxy());
            // Without the reason: warnings of two generations are compared, see Canary.
            warnings.add(
                    service.with().place()
                            + ": service \""
                            + service.name()
                            + "\": proxy \""
                            + service.proxy()
                            + "\" is not there; its sessions are refused until a bundle that has it is started");
        } else if (errors.size() > before) {
            refused = "its settings are wrong: " + errors.get(before);
        }
        return new ServicePlan(
                service,
                Optional.ofNullable(recipe),
                revision.map(found -> found.source().toString()).orElse(""),
                router,
                chainer,
                new Translation(nat(service.snat()), nat(service.dnat())),
                service.resolver().map(resolvers::get).orElse(SYSTEM),
                judge,
                recipe == null ? Map.of() : timeLimits(recipe),
                refused);
    }

    private void checkProbes(ServicePolicy service, Router router, Chainer chainer) {
        if (!(chainer instanceof MultiTargetChainer many) || many.probe().isEmpty()) {
            return;
        }
        if (router instanceof DirectRouter direct) {
            probed += direct.targets().size();
        }
        String wrong =
                router instanceof DirectRouter
                        ? probed > Probing.MOST
                                ? "over " + Probing.MOST + " servers are to be checked in all"
                                : ""
                        : "check needs router: direct, for other servers are not known before";
        if (!wrong.isEmpty()) {
            errors.add(
                    service.chainerWith().place()
                            + ": service \""
                            + service.name()
                            + "\": "
                            + wrong);
        }
    }

    private static Map<String, Duration> timeLimits(Recipe recipe) {
        try {
            return Map.copyOf(recipe.timeLimits());
        } catch (RuntimeException | Error broken) {
            return Map.of();
        }
    }

    private Router router(ServicePolicy service) {
        Optional<RouterFactory> factory =
                using(Kind.ROUTER, service.router()).map(it -> (RouterFactory) it.factory());
        if (factory.isEmpty()) {
            errors.add(
                    service.routerWith().place()
                            + ": service \""
                            + service.name()
                            + "\": no router is called \""
                            + service.router()
                            + "\"; there are "
                            + snapshot.all(Kind.ROUTER).keySet());
        }
        Router made =
                factory.map(each -> configure(each::configure, service.routerWith(), errors))
                        .orElse(null);
        return made == null ? session -> Router.Route.NONE : made;
    }

    private Chainer chainer(ServicePolicy service) {
        Optional<ChainerFactory> factory =
                using(Kind.CHAINER, service.chainer()).map(it -> (ChainerFactory) it.factory());
        if (factory.isEmpty()) {
            errors.add(
                    service.chainerWith().place()
                            + ": service \""
                            + service.name()
                            + "\": no chainer is called \""
                            + service.chainer()
                            + "\"; there are "
                            + snapshot.all(Kind.CHAINER).keySet());
        }
        Chainer made =
                factory.map(each -> configure(each::configure, service.chainerWith(), errors))
                        .orElse(null);
        return made == null ? PlanCompiler::noChainer : made;
    }

    private static Endpoint noChainer(StackedSession session) throws ConnectFailedException {
        throw new ConnectFailedException("the service has no chainer", false);
    }

    private Child child(String proxy, SettingsNode with, Hold hold, SettingsNode.Errors inParent) {
        Optional<Revision> revision = using(Kind.PROXY, proxy);
        if (revision.isEmpty()) {
            warnings.add(
                    with.place()
                            + ": proxy \""
                            + proxy
                            + "\" is not there; what it is to be stacked on is refused until a bundle that"
                            + " has it is started");
            return new ChildRecipe(proxy, hold, Optional.empty(), "");
        }
        List<String> found = new ArrayList<>();
        Recipe recipe = configure(factory(revision.get())::configure, with, found);
        inParent.add(found);
        return new ChildRecipe(
                proxy, hold, Optional.ofNullable(recipe), revision.get().source().toString());
    }

    private Optional<Revision> using(Kind kind, String name) {
        Optional<Revision> found = snapshot.revision(kind, name);
        found.ifPresent(used::add);
        return found;
    }

    private static ProxyFactory factory(Revision revision) {
        return (ProxyFactory) revision.factory();
    }

    private <T> @Nullable T configure(Step<T> step, SettingsNode with, List<String> into) {
        SettingsNode.Opened opened = with.open(this::child);
        try {
            T made = step.configure(opened);
            into.addAll(opened.errors());
            return opened.errors().isEmpty() ? made : null;
        } catch (SettingsException wrong) {
            into.addAll(wrong.errors());
        } catch (RuntimeException | Error broken) {
            // A factory is somebody else's code: its failure must hurt nobody but its own services.
            into.add(
                    with.place()
                            + ": its factory failed: "
                            + Stacks.said(broken)
                            + " at "
                            + Stacks.top(broken));
        }
        return null;
    }

    /** {@code configure} of any of the three kinds of factory. */
    @FunctionalInterface
    private interface Step<T> {
        T configure(Settings with) throws SettingsException;
    }
}
