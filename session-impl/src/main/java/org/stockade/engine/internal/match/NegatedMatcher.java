package org.stockade.engine.internal.match;

import org.stockade.match.Matcher;
import org.stockade.match.MatcherException;

/** What another one does not match; where that cannot tell, neither can this. */
record NegatedMatcher(Matcher of) implements Matcher {
    @Override
    public boolean matches(String text) throws MatcherException {
        return !of.matches(text);
    }

    @Override
    public Answer explain(String text) throws MatcherException {
        Answer answer = of.explain(text);
        return new Answer(!answer.matches(), answer.why());
    }

    @Override
    public String contents() {
        return toString();
    }

    @Override
    public String toString() {
        return "not " + of;
    }
}
