package org.stockade.engine.internal.revision;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.stockade.engine.internal.revision.RevisionSource.SourceState;

/**
 * Bundles that offer nothing but authenticators, until a policy has any: most have none, and
 * neither a copy is made nor a class loaded. What such a bundle calls its own is not known
 * meanwhile.
 */
final class Resting {
    private static final String STATE = "rests until a policy has authenticators";

    private final Map<Long, Bundle> bundles = new ConcurrentHashMap<>();
    private volatile boolean over;

    /** Whether a bundle that is up is to be left alone for now. */
    boolean keeps(Bundle bundle) {
        if (over || !Source.offersAlone(bundle, Kind.AUTHENTICATOR)) {
            return false;
        }
        bundles.put(bundle.getBundleId(), bundle);
        // Whoever of the two takes it out again brings it.
        return !over || bundles.remove(bundle.getBundleId()) == null;
    }

    /** It is down, gone, or something else now. */
    void forget(Bundle bundle) {
        bundles.remove(bundle.getBundleId());
    }

    /** From now on none rests. */
    void end(Consumer<Bundle> bring) {
        over = true;
        for (Long id : new TreeSet<>(bundles.keySet())) {
            Bundle bundle = bundles.remove(id);
            if (bundle != null) {
                bring.accept(bundle);
            }
        }
    }

    /** Those that rest. */
    List<SourceState> states() {
        return bundles.values().stream().map(Resting::state).toList();
    }

    private static SourceState state(Bundle bundle) {
        Source source = Source.of(bundle);
        // Its own name stands for what nobody knows yet.
        Set<String> name = Set.of("(" + source.symbolicName() + ")");
        return new SourceState(source, Optional.empty(), Map.of(Kind.AUTHENTICATOR, name), STATE);
    }
}
