package org.stockade.access;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The matchers of the policy in force. Any thread. */
@ProviderType
public interface Matchers {
    /** There are none. */
    Matchers NONE =
            new Matchers() {
                @Override
                public List<State> list() {
                    return List.of();
                }

                @Override
                public Optional<Answer> ask(String name, String text) {
                    return Optional.empty();
                }
            };

    /** All of them, in the order of the policy. */
    List<State> list();

    /** What one of them says of a text; empty if there is none of this name. */
    Optional<Answer> ask(String name, String text);

    /**
     * A matcher.
     *
     * @param contents what it is made of; empty if there is nothing to say
     * @param state {@code ready}, or what is wrong
     */
    record State(String name, String kind, String contents, String state) {}

    /**
     * What a matcher says.
     *
     * @param known {@code false}: nothing can be said, and {@code matches} is {@code false}
     * @param why which pattern, host or branch decided, or why nothing can be said
     */
    record Answer(boolean known, boolean matches, String why) {}
}
