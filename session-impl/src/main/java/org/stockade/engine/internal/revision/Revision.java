package org.stockade.engine.internal.revision;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One factory of one copy, or of a bundle that runs as it is: the engine's own and those of a test.
 */
public final class Revision {
    /**
     * Which of two with the same name serves: the higher service ranking, then one that runs as it
     * is (so that a bundle does not take over the engine's own names by accident), then the older
     * bundle.
     */
    static final Comparator<Revision> PREFERENCE =
            Comparator.comparingInt((Revision revision) -> revision.ranking)
                    .reversed()
                    .thenComparing(revision -> revision.copy != null)
                    .thenComparingLong(revision -> revision.source.id());

    private final Kind kind;
    private final String name;
    private final Object factory;
    private final Source source;
    private final int ranking;
    private final @Nullable Copy copy;

    Revision(
            Kind kind,
            String name,
            Object factory,
            Source source,
            int ranking,
            @Nullable Copy copy) {
        this.kind = kind;
        this.name = name;
        this.factory = kind.type().cast(factory);
        this.source = source;
        this.ranking = ranking;
        this.copy = copy;
    }

    public Kind kind() {
        return kind;
    }

    /** The value of {@code proxy.name}, or of the property of another kind. */
    public String name() {
        return name;
    }

    /** A {@code ProxyFactory}, {@code RouterFactory} or another, as the kind says. */
    public Object factory() {
        return factory;
    }

    /** The bundle it comes from, with the version that this code is of. */
    public Source source() {
        return source;
    }

    /** Id of the copy's bundle; empty if it runs as it is. */
    public OptionalLong copyId() {
        return copy == null ? OptionalLong.empty() : OptionalLong.of(copy.id());
    }

    Optional<Copy> copy() {
        return Optional.ofNullable(copy);
    }

    /**
     * Holds the code until {@link #release}; {@code false} if a successor is published: look there.
     */
    public boolean retain() {
        return copy == null || copy.retain();
    }

    /** Ends one {@link #retain}. */
    public void release() {
        if (copy != null) {
            copy.release();
        }
    }

    @Override
    public String toString() {
        return kind + " " + name + " of " + (copy == null ? source : copy);
    }
}
