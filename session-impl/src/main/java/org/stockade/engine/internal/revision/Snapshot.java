package org.stockade.engine.internal.revision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.stockade.chain.ChainerFactory;
import org.stockade.chain.RouterFactory;
import org.stockade.proxy.ProxyFactory;

/**
 * Every factory that serves at one time, by kind and name. Immutable; what it holds is held as a
 * whole.
 */
public final class Snapshot {
    private final long number;
    private final Map<Kind, Map<String, Revision>> byKind;
    private final List<Copy> copies;

    private Snapshot(long number, Map<Kind, Map<String, Revision>> byKind) {
        this.number = number;
        this.byKind = byKind;
        Set<Copy> used = new LinkedHashSet<>();
        byKind.values()
                .forEach(names -> names.values().forEach(one -> one.copy().ifPresent(used::add)));
        this.copies = List.copyOf(used);
    }

    /** A snapshot of factories that no bundle is behind, for tests. */
    public static Snapshot of(
            Map<String, ProxyFactory> proxies,
            Map<String, RouterFactory> routers,
            Map<String, ChainerFactory> chainers) {
        return of("0.0.0", proxies, routers, chainers);
    }

    /** Likewise, as if the proxies came from bundles of this version. */
    public static Snapshot of(
            String version,
            Map<String, ProxyFactory> proxies,
            Map<String, RouterFactory> routers,
            Map<String, ChainerFactory> chainers) {
        Map<Kind, Map<String, ?>> others = new EnumMap<>(Kind.class);
        others.put(Kind.ROUTER, routers);
        others.put(Kind.CHAINER, chainers);
        return of(version, proxies, others);
    }

    /** Likewise, with factories of any kind besides. */
    public static Snapshot of(
            String version,
            Map<String, ProxyFactory> proxies,
            Map<Kind, ? extends Map<String, ?>> others) {
        Source nowhere = new Source("none", "0.0.0", -1);
        // Each proxy is a bundle of its own, whose faults are not another's.
        List<Revision> all = new ArrayList<>();
        proxies.forEach(
                (name, it) ->
                        all.add(
                                new Revision(
                                        Kind.PROXY,
                                        name,
                                        it,
                                        new Source("none." + name, version, -1),
                                        0,
                                        null)));
        others.forEach(
                (kind, named) ->
                        named.forEach(
                                (name, it) ->
                                        all.add(new Revision(kind, name, it, nowhere, 0, null))));
        return of(0, all);
    }

    /** The best of each name, see {@link Revision#PREFERENCE}. */
    static Snapshot of(long number, Collection<Revision> revisions) {
        Map<Kind, Map<String, Revision>> best = new EnumMap<>(Kind.class);
        OwnKinds.ALL.forEach(
                own ->
                        best.computeIfAbsent(own.kind(), kind -> new TreeMap<>())
                                .put(own.name(), own));
        revisions.stream()
                .sorted(Revision.PREFERENCE)
                .forEach(
                        one ->
                                best.computeIfAbsent(one.kind(), kind -> new TreeMap<>())
                                        .putIfAbsent(one.name(), one));
        best.replaceAll((kind, names) -> Collections.unmodifiableMap(names));
        return new Snapshot(number, best);
    }

    /** Counts publications: the higher is the newer. */
    public long number() {
        return number;
    }

    /** Whether another one holds the very same revisions. */
    boolean hasSameAs(Snapshot other) {
        return byKind.equals(other.byKind);
    }

    /** By name, in its order. */
    public Map<String, Revision> all(Kind kind) {
        return byKind.getOrDefault(kind, Map.of());
    }

    /** What serves under this name; empty if nothing does. */
    public Optional<Revision> revision(Kind kind, String name) {
        return Optional.ofNullable(all(kind).get(name));
    }

    public Optional<ProxyFactory> proxy(String name) {
        return revision(Kind.PROXY, name).map(it -> (ProxyFactory) it.factory());
    }

    public Optional<RouterFactory> router(String name) {
        return revision(Kind.ROUTER, name).map(it -> (RouterFactory) it.factory());
    }

    public Optional<ChainerFactory> chainer(String name) {
        return revision(Kind.CHAINER, name).map(it -> (ChainerFactory) it.factory());
    }

    /**
     * Holds the code of everything in it until {@link #release}.
     *
     * @return {@code false} if a newer snapshot is published; nothing is held then
     */
    public boolean retain() {
        for (int i = 0; i < copies.size(); i++) {
            if (!copies.get(i).retain()) {
                copies.subList(0, i).forEach(Copy::release);
                return false;
            }
        }
        return true;
    }

    /** Ends one {@link #retain} that returned {@code true}. */
    public void release() {
        copies.forEach(Copy::release);
    }

    /** The sources whose copies it holds, with the version copied. */
    public List<Source> sources() {
        return copies.stream().map(Copy::source).toList();
    }

    /** Likewise those whose copies another one does not hold. */
    public List<Source> sourcesNotIn(Snapshot other) {
        return copies.stream()
                .filter(copy -> !other.copies.contains(copy))
                .map(Copy::source)
                .toList();
    }

    /** A generation that has retained it ends; {@link #release} follows. */
    public void endsFor(long generation) {
        copies.forEach(copy -> copy.endsFor(generation));
    }

    @Override
    public String toString() {
        return "snapshot " + number + " " + byKind;
    }
}
