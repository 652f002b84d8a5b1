package org.stockade.match;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers whether a text matches, spec core.md section 13. Any thread may call it, also one that
 * carries sessions: nothing here waits.
 *
 * <p>A proxy has one by its name: a component of type {@code Matcher} in its settings, see {@link
 * org.stockade.proxy.Settings}.
 */
@ConsumerType
@FunctionalInterface
public interface Matcher {
    /** Longest text that is looked at, in characters; of a longer one nothing can be said. */
    int LONGEST_TEXT = 8192;

    /**
     * Whether this text matches.
     *
     * @param text of a peer, perhaps anything at all
     * @throws MatcherException if nothing can be said of it now; who asks takes that for no match,
     *     or refuses: whichever lets less through
     */
    boolean matches(String text) throws MatcherException;

    /**
     * Likewise with the reason, for people; slower.
     *
     * @throws MatcherException as above
     */
    default Answer explain(String text) throws MatcherException {
        return new Answer(matches(text), "");
    }

    /** What it is made of, for people: {@code 3 patterns}; empty if there is nothing to say. */
    default String contents() {
        return "";
    }

    /**
     * An answer.
     *
     * @param why which pattern, host or branch decided; one line, empty if that cannot be said
     */
    record Answer(boolean matches, String why) {}
}
