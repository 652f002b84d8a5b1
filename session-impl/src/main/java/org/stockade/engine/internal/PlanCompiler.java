package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stockade.chain.Chainer;
import org.stockade.chain.ChainerFactory;
import org.stockade.chain.HostResolver;
import org.stockade.chain.Router;
import org.stockade.chain.RouterFactory;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.auth.Judge;
import org.stockade.engine.internal.resolve.SystemResolver;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.Revision;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.engine.internal.route.DirectRouter;
import org.stockade.engine.internal.route.MultiTargetChainer;
import org.stockade.engine.internal.route.SideStackChainer;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.MatcherPolicy;
import org.stockade.policy.Policy;
import org.stockade.policy.RulePolicy;
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
    static final HostResolver SYSTEM = new SystemResolver();

    private final Snapshot snapshot;
    private final Absences absences;
    private final NamedParts named;
    private final MatcherCompiler matchers;
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Set<Revision>> uses = new HashMap<>();
    private final List<ServicePolicy> forging = new ArrayList<>();
    private final SettingsNode.Children parts = new Parts();
    private List<ChildRecipe> stacked = new ArrayList<>();
    private List<String> chain = new ArrayList<>();
    private Set<Revision> used = Set.of();

    /** Whether settings could not be read: nobody knows what else they name. */
    private boolean unread;

    /** Servers to be checked so far. */
    private int probed;

    PlanCompiler(Snapshot snapshot, Outside outside) {
        this.snapshot = snapshot;
        this.absences = outside.absences();
        this.named = new NamedParts(snapshot, errors, this::configure);
        this.matchers =
                new MatcherCompiler(
                        snapshot, named.byName(), errors, this::configure, outside.freshness());
    }

    /** What services name of other sections; complete before the first of them. */
    NamedParts named() {
        return named;
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

    /** The services that show their servers the client's address. */
    List<ServicePolicy> forging() {
        return List.copyOf(forging);
    }

    /** Whether its proxy carries the dialogue that the service wants of it. */
    private void checkDialogue(ServicePolicy service, @Nullable Recipe recipe) {
        Optional<AuthenticationPolicy> policy = service.authentication();
        if (policy.isPresent()
                && policy.get().method() == AuthenticationPolicy.Method.INBAND
                && recipe != null
                && !AskedRecipe.authenticates(recipe)) {
            errors.add(
                    service.with().place()
                            + ": service \""
                            + service.name()
                            + "\": proxy \""
                            + service.proxy()
                            + "\" cannot authenticate in band; use authentication: { method:"
                            + " addresses }");
        }
    }

    /** The matchers that settings may name; after the resolvers, before the first service. */
    void matchers(List<MatcherPolicy> policies) {
        matchers.compile(policies);
    }

    /** Those that were made, and what they hold; to be given back once. */
    GenerationMatchers matchers() {
        return matchers.made();
    }

    /** Who recognises what the rules ask for. */
    DetectionPlan detection(List<RulePolicy> rules) {
        DetectionPlan made = new DetectionPlan(rules, snapshot);
        warnings.addAll(made.warnings());
        return made;
    }

    /**
     * The plan of one service; one that cannot be served says so in {@link ServicePlan#refused()}.
     */
    ServicePlan compile(ServicePolicy service) {
        int before = errors.size();
        used = uses.computeIfAbsent(service.name(), name -> new HashSet<>());
        stacked = new ArrayList<>();
        chain = new ArrayList<>();
        Router router = router(service);
        if (ForgedAddresses.isForging(router)) {
            forging.add(service);
        }
        Chainer chainer = chainer(service);
        checkProbes(service, router, chainer);
        checkWeights(service, router, chainer);
        Optional<Revision> revision = using(Kind.PROXY, service.proxy());
        Recipe recipe =
                revision.map(found -> configure(factory(found)::configure, service.with(), errors))
                        .orElse(null);
        checkDialogue(service, recipe);
        Optional<Judge> judge = named.judge(service, used);
        String refused = "";
        if (revision.isEmpty()) {
            unread = true;
            refused = absences.of(service.proxy());
            // Without the reason: warnings of two generations are compared, see Canary.
            if (!service.proxy().isEmpty()) {
                warnings.add(
                        service.with().place()
                                + ": service \""
                                + service.name()
                                + "\": proxy \""
                                + service.proxy()
                                + "\" is not there; its sessions are refused until a bundle that has it is started");
            }
        } else if (errors.size() > before) {
            refused = "its settings are wrong: " + errors.get(before);
        } else {
            refused = named.lacking(service);
        }
        String trouble = matchers.asked(used);
        if (refused.isEmpty()) {
            refused = trouble;
        }
        return new ServicePlan(
                service,
                Optional.ofNullable(recipe),
                revision.map(found -> found.source().toString()).orElse(""),
                router,
                chainer,
                named.translation(service),
                named.resolver(service),
                judge,
                recipe == null ? Map.of() : AskedRecipe.timeLimits(recipe),
                recipe != null && AskedRecipe.takesDatagrams(recipe),
                recipe == null || AskedRecipe.namesServers(recipe),
                new ServicePlan.Parts(chain, stacked),
                refused);
    }

    /** What the rules give to services that take no datagrams; after the last of them. */
    void datagrams(DatagramCheck found) {
        errors.addAll(found.errors());
        warnings.addAll(found.warnings());
    }

    /** What else is odd, each line with its place in front. */
    void warn(List<String> found) {
        warnings.addAll(found);
    }

    /** What no settings name, if all have been read; after the last service. */
    void unused(Policy policy) {
        if (!unread) {
            warnings.addAll(new UnusedParts(policy, matchers).warnings());
        }
    }

    private void checkProbes(ServicePolicy service, Router router, Chainer chainer) {
        if (!(SideStackChainer.last(chainer) instanceof MultiTargetChainer many)
                || many.probe().isEmpty()) {
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

    /** A weight of what is no target is a slip of the pen, or of a target that was renamed. */
    private void checkWeights(ServicePolicy service, Router router, Chainer chainer) {
        if (!(SideStackChainer.last(chainer) instanceof MultiTargetChainer many)
                || !(router instanceof DirectRouter direct)
                || direct.overridable()) {
            return;
        }
        SettingsNode.Opened at = service.chainerWith().open(parts);
        String within =
                chain.stream()
                        .skip(1)
                        .map(name -> "chainer." + name + ".")
                        .reduce("", String::concat);
        many.order().weights().keySet().stream()
                .filter(weighed -> !direct.targets().contains(weighed))
                .sorted(Comparator.comparing(SockAddr::toString))
                .forEach(
                        weighed ->
                                at.error(
                                        within + "weights." + weighed,
                                        "it is none of the router's targets, "
                                                + direct.targets()
                                                + "; remove it or name one of them"));
        errors.addAll(at.errors());
    }

    private Router router(ServicePolicy service) {
        Optional<RouterFactory> factory =
                using(Kind.ROUTER, service.router()).map(it -> (RouterFactory) it.factory());
        if (factory.isEmpty()) {
            errors.add(
                    UnknownKind.of(snapshot, Kind.ROUTER, service.router())
                            .at(service.routerWith(), "service \"" + service.name() + "\": "));
        }
        Router made =
                factory.map(each -> configure(each::configure, service.routerWith(), errors))
                        .orElse(null);
        return made == null ? session -> Router.Route.NONE : made;
    }

    private Chainer chainer(ServicePolicy service) {
        return chainer(
                        service.chainer(),
                        service.chainerWith(),
                        "service \"" + service.name() + "\": ",
                        errors)
                .orElse(PlanCompiler::noChainer);
    }

    private Optional<Chainer> chainer(
            String name, SettingsNode with, String subject, List<String> into) {
        chain.add(name);
        Optional<ChainerFactory> factory =
                using(Kind.CHAINER, name).map(it -> (ChainerFactory) it.factory());
        if (factory.isEmpty()) {
            into.add(UnknownKind.of(snapshot, Kind.CHAINER, name).at(with, subject));
        }
        return factory.map(each -> configure(each::configure, with, into));
    }

    /** What settings have in them that is made by factories of its own. */
    private final class Parts implements SettingsNode.Children {
        @Override
        public Child child(
                String proxy, SettingsNode with, Hold hold, SettingsNode.Errors inParent) {
            ChildRecipe made = PlanCompiler.this.child(proxy, with, hold, inParent);
            stacked.add(made);
            return made;
        }

        @Override
        public Optional<Chainer> chainer(
                String name, SettingsNode with, SettingsNode.Errors inParent) {
            List<String> found = new ArrayList<>();
            Optional<Chainer> made = PlanCompiler.this.chainer(name, with, "", found);
            inParent.add(found);
            return made;
        }
    }

    private static Endpoint noChainer(StackedSession session) throws ConnectFailedException {
        throw new ConnectFailedException("the service has no chainer", false);
    }

    private ChildRecipe child(
            String proxy, SettingsNode with, Hold hold, SettingsNode.Errors inParent) {
        Optional<Revision> revision = using(Kind.PROXY, proxy);
        if (revision.isEmpty()) {
            unread = true;
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
        SettingsNode.Opened opened = with.open(parts, matchers);
        try {
            T made = step.configure(opened);
            into.addAll(opened.errors());
            unread |= !opened.errors().isEmpty();
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
        unread = true;
        return null;
    }

    /** {@code configure} of any kind of factory. */
    @FunctionalInterface
    interface Step<T> {
        T configure(Settings with) throws SettingsException;
    }
}
