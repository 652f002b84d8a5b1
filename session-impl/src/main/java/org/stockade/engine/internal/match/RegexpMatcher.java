package org.stockade.engine.internal.match;

import java.util.Optional;
import java.util.function.Supplier;
import org.stockade.match.Matcher;

/**
 * Some pattern is found in the text, and none that is to be ignored.
 *
 * @param match gives the patterns of the moment; likewise {@code ignore}
 */
record RegexpMatcher(Supplier<Patterns> match, Supplier<Patterns> ignore) implements Matcher {
    @Override
    public boolean matches(String text) {
        return ignore.get().in(text).isEmpty() && match.get().in(text).isPresent();
    }

    @Override
    public Answer explain(String text) {
        Optional<String> ignored = ignore.get().in(text);
        if (ignored.isPresent()) {
            return new Answer(false, "ignored by \"" + ignored.get() + "\"");
        }
        return match.get()
                .in(text)
                .map(found -> new Answer(true, "\"" + found + "\""))
                .orElseGet(() -> new Answer(false, "no pattern is found in it"));
    }

    @Override
    public String contents() {
        int ignored = ignore.get().size();
        return match.get().size() + " patterns" + (ignored > 0 ? ", " + ignored + " ignored" : "");
    }
}
