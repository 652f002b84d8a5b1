package org.stockade.engine.internal;

import java.util.List;
import java.util.function.Supplier;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.RevisionSource.SourceState;

/** Why a proxy is not there, as far as the bundles tell that have offered it. */
record Absences(Supplier<List<SourceState>> sources) {
    /** What is wrong with a bundle may be told by a stranger. */
    private static final int LONGEST = 300;

    /** That the proxy of this name is not there, and why: at most some 400 characters. */
    String of(String proxy) {
        String absent = "proxy \"" + proxy + "\" is not there";
        return sources.get().stream()
                .filter(
                        each ->
                                each.names(Kind.PROXY).contains(proxy)
                                        && !each.state().equals("active"))
                .map(SourceState::state)
                .findFirst()
                .map(why -> absent + ": " + bounded(why))
                .orElse(absent);
    }

    private static String bounded(String why) {
        return why.length() <= LONGEST ? why : why.substring(0, LONGEST) + "…";
    }
}
