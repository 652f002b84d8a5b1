package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.endpoint.Transport.Interception;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.ListenerPolicy.Transparency;
import org.stockade.policy.PolicyParser;

/** Transparent listeners: from the policy's words to the transport's, and what they lack. */
final class Interceptions {
    private Interceptions() {}

    static Interception of(Transparency transparent) {
        return switch (transparent) {
            case FALSE -> Interception.NONE;
            case REDIRECT -> Interception.REDIRECT;
            case TPROXY -> Interception.TPROXY;
        };
    }

    /** As the policy writes it. */
    static String word(Interception how) {
        return how == Interception.NONE ? "false" : how.name().toLowerCase(Locale.ROOT);
    }

    /** What its listeners lack: errors where that is certain to keep them from being opened. */
    static PolicyReport check(PolicyParser.Reading reading, Engine engine, boolean serve) {
        List<String> unmet =
                reading.policy()
                        .map(policy -> unmet(policy.listeners(), engine.transports()::missing))
                        .orElse(List.of());
        // Whoever checks alone may have fewer rights than the process that will serve.
        return serve || engine.transports().isMissingEverywhere()
                ? new PolicyReport(unmet, List.of())
                : new PolicyReport(List.of(), unmet);
    }

    /**
     * A line for each listener that cannot be opened, with its place in front.
     *
     * @param missing what the process lacks for it
     */
    static List<String> unmet(
            List<ListenerPolicy> listeners, Function<Interception, Optional<String>> missing) {
        List<String> lines = new ArrayList<>();
        for (ListenerPolicy each : listeners) {
            Interception how = of(each.transparent());
            if (how != Interception.NONE) {
                missing.apply(how).map(needs -> line(each, how, needs)).ifPresent(lines::add);
            }
        }
        return lines;
    }

    private static String line(ListenerPolicy listener, Interception how, String needs) {
        return listener.place()
                + ": listener \""
                + listener.name()
                + "\": transparent "
                + word(how)
                + " needs "
                + needs
                + "; or use false";
    }
}
