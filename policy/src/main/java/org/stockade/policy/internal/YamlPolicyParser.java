package org.stockade.policy.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.stockade.access.PolicyChanges.Change;
import org.stockade.policy.GenerationLimits;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.MatcherPolicy;
import org.stockade.policy.NatPolicy;
import org.stockade.policy.Policy;
import org.stockade.policy.PolicyParser;
import org.stockade.policy.ResolverPolicy;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.ServicePolicy;
import org.stockade.policy.SettingsNode;
import org.stockade.session.Zone;

/** Reads policy documents in YAML 1.2. Keeps nothing between documents. */
@Component
public final class YamlPolicyParser implements PolicyParser {
    private static final String GRAMMAR = "1";

    @Override
    public Reading parse(String origin, String text) {
        return parse(origin, folderOf(origin), text);
    }

    @Override
    public Reading parse(String origin, Path folder, String text) {
        return parse(origin, Optional.of(folder), text);
    }

    /** An origin may be any text; only an absolute path says where its folder is. */
    private static Optional<Path> folderOf(String origin) {
        try {
            Path file = Path.of(origin);
            return file.isAbsolute() ? Optional.ofNullable(file.getParent()) : Optional.empty();
        } catch (InvalidPathException noFile) {
            return Optional.empty();
        }
    }

    private static Reading parse(String origin, Optional<Path> folder, String text) {
        Problems errors = new Problems(origin);
        Problems warnings = new Problems(origin);
        Optional<Policy> policy =
                YamlReader.read(text, errors)
                        .filter(root -> isKnownGrammar(root, errors))
                        .flatMap(root -> check(origin, folder, root, text, errors, warnings));
        return new Reading(
                policy.filter(checked -> errors.isEmpty()),
                policy.map(Policy::services).orElse(List.of()),
                policy.map(Policy::nat).orElse(List.of()),
                policy.map(Policy::resolvers).orElse(List.of()),
                policy.map(Policy::matchers).orElse(List.of()),
                policy.map(Policy::authenticators).orElse(List.of()),
                errors.inOrder(),
                warnings.inOrder());
    }

    @Override
    public String schema() {
        return Json.pretty(DocumentSchema.generate());
    }

    @Override
    public List<Change> diff(String before, String after) {
        return DocumentDiff.between(values(before), values(after));
    }

    private static Map<String, Object> values(String text) {
        Problems errors = new Problems("policy");
        return YamlReader.read(text, errors)
                .map(DocumentValues::of)
                .orElseThrow(() -> new IllegalArgumentException(errors.inOrder().toString()));
    }

    /** Another grammar has other keys: to complain of these would mislead. */
    private static boolean isKnownGrammar(Node root, Problems errors) {
        if (root instanceof Node.Mapping mapping
                && mapping.entries().get("stockade") instanceof Node.Entry entry
                && entry.value() instanceof Node.Scalar grammar
                && !grammar.isAbsent()
                && !(grammar.plain() && grammar.text().equals(GRAMMAR))) {
            errors.add(
                    grammar.place(),
                    "grammar "
                            + Quoted.of(grammar.text())
                            + " is not known to this version, which reads stockade: "
                            + GRAMMAR);
            return false;
        }
        return true;
    }

    private static Optional<Policy> check(
            String origin,
            Optional<Path> folder,
            Node root,
            String text,
            Problems errors,
            Problems warnings) {
        DocumentShape document =
                new RecordBinder(errors, DocumentShape.LEAVES)
                        .bind(DocumentShape.class, root, Spot.of("", root.place()));
        if (document == null) {
            return Optional.empty();
        }
        Names zoneNames = new Names("zone", root, "zones");
        Names listenerNames = new Names("listener", root, "listeners");
        Names serviceNames = new Names("service", root, "services");
        Names natNames = new Names("NAT policy", root, "nat");
        Names resolverNames = new Names("resolver", root, "resolvers");
        Names matcherNames = new Names("matcher", root, "matchers");
        Names authenticatorNames = new Names("authenticator", root, "authenticators");

        if (listenerNames.noneDefined()) {
            errors.add(
                    Place.START,
                    "no listener; define at least one under \"listeners\" for anything to be served");
        }
        List<Zone> zones = new ZoneCheck(document.zones(), zoneNames, serviceNames, errors).zones();
        ZoneHostCheck hosts = new ZoneHostCheck(resolverNames, errors);
        hosts.check(document.zones());
        Map<String, String> hostResolvers = hosts.resolvers(document.zones());
        new HostBound(errors).check(document);
        List<ListenerPolicy> listeners =
                new ListenerCheck(document.transport(), errors).listeners(document.listeners());
        AuthenticationCheck clients =
                new AuthenticationCheck(origin, document, authenticatorNames, serviceNames, errors);
        List<ServicePolicy> services =
                new ServiceCheck(origin, zoneNames, natNames, resolverNames, clients, errors)
                        .services(document.services());
        List<RulePolicy> rules =
                new RuleCheck(zoneNames, listenerNames, serviceNames, matcherNames, errors)
                        .rules(document.rules());

        if (rules.isEmpty()) {
            warnings.add(
                    Place.START, "no rule: every connection is refused; add one under \"rules\"");
            listenerNames.useAll();
        }
        zoneNames.warnOfUnused(warnings);
        listenerNames.warnOfUnused(warnings);
        serviceNames.warnOfUnused(warnings);
        natNames.warnOfUnused(warnings);
        // Others may be named by matchers, whose settings are read later.
        if (document.matchers().isEmpty()) {
            resolverNames.warnOfUnused(warnings);
        }
        authenticatorNames.warnOfUnused(warnings);
        RuleWarnings unmeant = new RuleWarnings(warnings);
        unmeant.ofTargets(document.rules(), listeners);
        if (errors.isEmpty()) {
            // A router that is wrong stands for none here, and that is transparent.
            unmeant.ofRouters(document.rules(), document.services(), listeners);
        }
        new UnmatchedRules(zones, mayKnowClients(document), warnings).warn(rules, listeners);
        new RuleOverlaps(warnings).warn(rules);
        return Optional.of(
                new Policy(
                        document.name().map(Name::text),
                        document.transport(),
                        generations(document, warnings),
                        new DeploymentCheck(folder, errors).policy(document.deployment()),
                        BudgetCheck.budgets(document.budgets()),
                        zones,
                        listeners,
                        named(origin, "NAT policy", document.nat(), NatPolicy::new),
                        named(origin, "resolver", document.resolvers(), ResolverPolicy::new),
                        named(
                                origin,
                                "matcher",
                                document.matchers(),
                                (name, kind, with) -> new MatcherPolicy(name, kind, with, folder)),
                        hostResolvers,
                        clients.authenticators(document.authenticators()),
                        clients.known(document.knownAddresses()),
                        services,
                        rules,
                        text));
    }

    /** Whether somebody may be known before the rules decide. */
    private static boolean mayKnowClients(DocumentShape document) {
        return !document.knownAddresses().isEmpty()
                || document.services().values().stream()
                        .anyMatch(service -> service.value().authentication().isPresent());
    }

    private interface Named<T> {
        T of(String name, String kind, SettingsNode with);
    }

    private static <T> List<T> named(
            String origin, String what, Map<Name, Choice> written, Named<T> made) {
        List<T> all = new ArrayList<>();
        written.forEach(
                (name, choice) ->
                        all.add(
                                made.of(
                                        name.text(),
                                        choice.name(),
                                        new NodeSettings(
                                                origin,
                                                choice.with(),
                                                choice.with().place(),
                                                what + " " + Quoted.of(name.text())))));
        return all;
    }

    private static GenerationLimits generations(DocumentShape document, Problems warnings) {
        Optional<At<DocumentShape.Generations>> written = document.generations();
        if (written.isEmpty()) {
            return GenerationLimits.DEFAULT;
        }
        GenerationLimits limits = written.get().value().limits();
        if (limits.hard().compareTo(limits.soft()) < 0) {
            warnings.add(
                    written.get().place(),
                    "generations: hard-limit is shorter than soft-limit: old sessions are ended"
                            + " without having been asked to finish");
        }
        return limits;
    }
}
