package org.stockade.engine.internal.lookup;

import java.util.List;
import java.util.Optional;

/**
 * Who is known to be the client, from a stage before the rules.
 *
 * @param groups of the user
 */
public record Identity(Optional<String> user, List<String> groups) {
    /** Nobody has said who it is. */
    public static final Identity UNKNOWN = new Identity(Optional.empty(), List.of());

    public Identity {
        groups = List.copyOf(groups);
    }
}
