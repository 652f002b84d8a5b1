package org.stockade.engine.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.match.Held;
import org.stockade.engine.internal.match.NamedMatcher;
import org.stockade.match.MatcherException;
import org.stockade.policy.RulePolicy;

/** The matchers of one generation, with what they hold until it ends. */
final class GenerationMatchers {
    /** Of the name of a server that a client asks for. */
    private static final String SERVER = "tls:";

    private final Map<String, NamedMatcher> byName;
    private final Held held;

    GenerationMatchers(Map<String, NamedMatcher> byName, Held held) {
        this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
        this.held = held;
    }

    /** In the order of the policy. */
    Map<String, NamedMatcher> byName() {
        return byName;
    }

    /**
     * The names by which something was found, and those of matchers that accept the server's name
     * among them, the closest first.
     *
     * @param wanted what rules ask for
     */
    List<String> detected(List<String> found, Collection<String> wanted) {
        List<String> all = new ArrayList<>();
        for (String each : found) {
            all.add(each);
            if (each.startsWith(SERVER)) {
                accepting(each.substring(SERVER.length()), wanted, all);
            }
        }
        return all;
    }

    private void accepting(String server, Collection<String> wanted, List<String> into) {
        for (String each : wanted) {
            if (each.startsWith(RulePolicy.DETECT_MATCHER)
                    && accepts(each.substring(RulePolicy.DETECT_MATCHER.length()), server)) {
                into.add(each);
            }
        }
    }

    /** Whether the matcher of a name accepts a text; it does not where it cannot tell. */
    boolean accepts(String name, String text) {
        NamedMatcher matcher = byName.get(name);
        try {
            return matcher != null && matcher.matches(text);
        } catch (MatcherException unknown) {
            return false;
        }
    }

    /** What the matcher of a name says of the address of a host, for people. */
    String told(String name, SockAddr host) {
        NamedMatcher matcher = byName.get(name);
        String said = "it is not there";
        try {
            said = matcher == null ? said : matcher.explain(host.ip()).why();
        } catch (MatcherException unknown) {
            said = "it cannot tell: " + unknown.getMessage();
        }
        return "matcher \"" + name + "\" of " + host.ip() + ": " + said;
    }

    /** Waits a while for what they have to ask others for. */
    void awaitFirst(Duration atMost) {
        held.awaitFirst(atMost);
    }

    /** Nobody asks them any more. */
    void release() {
        held.release();
    }
}
