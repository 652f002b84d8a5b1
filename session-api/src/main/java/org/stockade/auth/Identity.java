package org.stockade.auth;

import java.util.List;

/**
 * Who a client was found to be.
 *
 * @param user the name as rules and records have it, 1 to 256 characters
 * @param groups of the user, at most 1,000, each once
 */
public record Identity(String user, List<String> groups) {
    /** Longest name of a user or a group, in characters. */
    public static final int LONGEST_NAME = 256;

    /** Groups of one user. */
    public static final int MOST_GROUPS = 1000;

    public Identity {
        groups = groups.stream().distinct().toList();
        if (user.isBlank() || user.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "name of a user has "
                            + user.strip().length()
                            + " characters; use 1 to "
                            + LONGEST_NAME);
        }
        if (groups.size() > MOST_GROUPS) {
            throw new IllegalArgumentException(
                    "a user is in " + groups.size() + " groups; use at most " + MOST_GROUPS);
        }
    }
}
