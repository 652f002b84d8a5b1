package org.stockade.engine.internal.replay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stockade.auth.Identity;
import org.stockade.session.MasterSession;

/**
 * Who a client was known to be at one moment of its session.
 *
 * @param user empty: nobody had said
 * @param groups of the user, at most as many as {@value #MOST_CHARACTERS} characters hold
 * @param how {@code addresses}, {@code login}, {@code cached} or {@code inband}; empty: nobody
 * @param cut whether the user was in more groups than these
 */
public record RecordedUser(String user, List<String> groups, String how, boolean cut) {
    /** Nobody had said. */
    public static final RecordedUser NOBODY = new RecordedUser("", List.of(), "", false);

    /** Of the groups of one user, in a line that has room for its targets too. */
    static final int MOST_CHARACTERS = 2048;

    private static final String BY_ADDRESS = "addresses";
    private static final String INBAND = "inband";

    public RecordedUser {
        groups = List.copyOf(groups);
    }

    /** As it is known now. */
    public static RecordedUser of(MasterSession master) {
        Optional<String> user = master.authUser();
        if (user.isEmpty()) {
            return NOBODY;
        }
        List<String> all = master.authGroups();
        List<String> kept = new ArrayList<>();
        int length = 0;
        for (String group : all) {
            length += group.length() + 1;
            if (length > MOST_CHARACTERS) {
                break;
            }
            kept.add(group);
        }
        return new RecordedUser(
                user.get(), kept, master.auth().orElse(""), kept.size() < all.size());
    }

    /**
     * Whether the user may be in groups that are not kept and that count: of somebody who is known
     * by the address alone they do not.
     */
    public boolean mayBeInMore() {
        return cut && loggedIn().isPresent();
    }

    /** The same user in these groups too, where that may be. */
    public RecordedUser alsoIn(Collection<String> more) {
        if (!mayBeInMore()) {
            return this;
        }
        Set<String> all = new LinkedHashSet<>(groups);
        all.addAll(more);
        return new RecordedUser(user, List.copyOf(all), how, true);
    }

    /** Whether it was shown in the protocol of this session. */
    public boolean isShownInband() {
        return how.equals(INBAND);
    }

    /** Somebody who has shown who it is; empty: nobody, or known by the address alone. */
    public Optional<Identity> loggedIn() {
        return user.isBlank() || how.equals(BY_ADDRESS)
                ? Optional.empty()
                : Optional.of(new Identity(user, groups));
    }
}
