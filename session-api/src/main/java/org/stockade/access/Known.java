package org.stockade.access;

import java.util.List;
import java.util.Optional;
import org.stockade.session.AbstractSession;

/**
 * What is known of a client, as its session has it.
 *
 * @param auth how it was authenticated; empty: it was not, and the others mean nothing
 * @param authorized whether the service has let it in
 */
public record Known(String auth, String user, List<String> groups, boolean authorized) {
    /** Nobody has said who it is. */
    public static final Known NOBODY = new Known("", "", List.of(), false);

    /** What this session has of it, or inherits. */
    public static Known of(AbstractSession session) {
        Optional<String> user = session.authUser();
        boolean authorized = session.authorized();
        return user.isEmpty() && !authorized
                ? NOBODY
                : new Known(
                        session.auth().orElse(""),
                        user.orElse(""),
                        session.authGroups(),
                        authorized);
    }
}
