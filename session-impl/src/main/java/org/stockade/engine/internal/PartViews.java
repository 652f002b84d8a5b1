package org.stockade.engine.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.stockade.access.Firewall.ProxyState;
import org.stockade.access.NamedPart;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.Revision;
import org.stockade.engine.internal.revision.RevisionSource.SourceState;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.engine.internal.revision.Source;
import org.stockade.policy.AuthenticatorPolicy;
import org.stockade.policy.MatcherPolicy;
import org.stockade.policy.NatPolicy;
import org.stockade.policy.Policy;
import org.stockade.policy.ResolverPolicy;
import org.stockade.policy.ServicePolicy;

/** What policies find by name, where it comes from and how it is, for shells and embedders. */
final class PartViews {
    private static final long NO_BUNDLE = -1;

    private final Engine engine;

    PartViews(Engine engine) {
        this.engine = engine;
    }

    List<ProxyState> proxies() {
        return parts(Kind.PROXY).stream()
                .map(it -> new ProxyState(it.name(), it.bundle(), it.sourceBundle(), it.state()))
                .toList();
    }

    /** Of all kinds. */
    List<NamedPart> all() {
        return Stream.of(Kind.values()).flatMap(kind -> parts(kind).stream()).toList();
    }

    /** Those that serve, those whose bundle says why not, and those the policy names in vain. */
    private List<NamedPart> parts(Kind kind) {
        Map<String, NamedPart> byName = new TreeMap<>();
        Map<Long, String> states = new HashMap<>();
        for (SourceState source : engine.generations().revisions().sources()) {
            states.put(source.source().id(), source.state());
            names(kind, source)
                    .forEach(
                            name ->
                                    byName.put(
                                            name,
                                            part(kind, name, source.source(), source.state())));
        }
        Snapshot snapshot = engine.generations().revisions().current();
        snapshot.all(kind)
                .forEach(
                        (name, revision) -> {
                            Source source =
                                    kind == Kind.PROXY
                                            ? revision.source()
                                            : origin(revision, snapshot);
                            String state = states.getOrDefault(source.id(), "active");
                            byName.put(name, part(kind, name, source, state));
                        });
        named(kind)
                .forEach(
                        name ->
                                byName.computeIfAbsent(
                                        name,
                                        it ->
                                                new NamedPart(
                                                        kind.word(),
                                                        it,
                                                        "",
                                                        NO_BUNDLE,
                                                        "not installed")));
        return byName.values().stream().map(this::orQuarantined).toList();
    }

    /** One that has never run offers nothing that is known: its own name stands for it. */
    private static List<String> names(Kind kind, SourceState source) {
        return source.hasNoName() && kind == Kind.PROXY
                ? List.of("(" + source.source().symbolicName() + ")")
                : List.copyOf(source.names(kind));
    }

    private static NamedPart part(Kind kind, String name, Source source, String state) {
        return new NamedPart(kind.word(), name, source.toString(), source.id(), state);
    }

    /** What is built into the engine comes with the bundle that has its routers. */
    private static Source origin(Revision revision, Snapshot snapshot) {
        return revision.source().id() >= 0
                ? revision.source()
                : snapshot.revision(Kind.ROUTER, "direct")
                        .map(Revision::source)
                        .orElse(revision.source());
    }

    /** Names that the policy in force has. */
    private List<String> named(Kind kind) {
        return engine.generations().inForce().map(it -> named(kind, it.policy())).orElse(List.of());
    }

    private static List<String> named(Kind kind, Policy policy) {
        Stream<String> names =
                switch (kind) {
                    case PROXY -> policy.services().stream().map(ServicePolicy::proxy);
                    case ROUTER -> policy.services().stream().map(ServicePolicy::router);
                    case CHAINER -> policy.services().stream().map(ServicePolicy::chainer);
                    case NAT -> policy.nat().stream().map(NatPolicy::kind);
                    case RESOLVER -> policy.resolvers().stream().map(ResolverPolicy::kind);
                    case MATCHER -> policy.matchers().stream().map(MatcherPolicy::kind);
                    case AUTHENTICATOR ->
                            policy.authenticators().stream().map(AuthenticatorPolicy::kind);
                    case DETECTOR ->
                            policy.rules().stream()
                                    .flatMap(rule -> rule.detect().stream())
                                    .map(Detection::kind);
                };
        return names.distinct().toList();
    }

    private NamedPart orQuarantined(NamedPart part) {
        return engine.containment()
                .quarantine(part.name(), part.bundle())
                .map(
                        it ->
                                new NamedPart(
                                        part.kind(),
                                        part.name(),
                                        part.bundle(),
                                        part.sourceBundle(),
                                        "quarantined since " + it.since() + ": " + it.why()))
                .orElse(part);
    }
}
