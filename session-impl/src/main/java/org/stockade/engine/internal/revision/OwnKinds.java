package org.stockade.engine.internal.revision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.stockade.engine.internal.detect.Detectors;
import org.stockade.engine.internal.nat.NatKind;
import org.stockade.engine.internal.resolve.ResolverKind;

/**
 * Kinds of NAT policies, resolvers and detectors that are there wherever the engine is. A policy
 * means these by their names: no bundle can put its own in their place.
 */
final class OwnKinds {
    static final List<Revision> ALL = all();

    private OwnKinds() {}

    private static List<Revision> all() {
        Source engine = new Source("session-impl", "0.0.0", -1);
        List<Revision> all = new ArrayList<>();
        Arrays.stream(NatKind.values())
                .forEach(own -> all.add(own(Kind.NAT, own.key(), own, engine)));
        Arrays.stream(ResolverKind.values())
                .forEach(own -> all.add(own(Kind.RESOLVER, own.key(), own, engine)));
        Detectors.OWN.forEach((name, own) -> all.add(own(Kind.DETECTOR, name, own, engine)));
        return List.copyOf(all);
    }

    private static Revision own(Kind kind, String name, Object factory, Source engine) {
        return new Revision(kind, name, factory, engine, 0, null);
    }
}
