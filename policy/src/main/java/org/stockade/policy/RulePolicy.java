package org.stockade.policy;

import java.util.List;
import java.util.Optional;
import org.stockade.endpoint.PortRange;
import org.stockade.session.Subnet;

/**
 * A rule: conditions on a new connection, and what they lead to. An empty list is no condition.
 *
 * @param id positive, unique
 * @param protocols IP protocol numbers, 6 for TCP
 * @param toHosts names of hosts whose addresses the original destination may be, in lower case, or
 *     {@link #HOST_MATCHER} and the name of a matcher that accepts that address, or one of the
 *     policy's names for it
 * @param detect what client or server is found to speak: a kind of a detector, as {@code http},
 *     {@code ssh} or {@code tls}, or one with what is known besides, as {@code tls:} and the name
 *     of the server that the client asks for, or {@link #DETECT_MATCHER} and the name of a matcher
 *     that accepts that name
 * @param users names of authenticated users
 * @param groups names of groups of authenticated users
 * @param times when it holds at all
 * @param service the service it names; empty where it denies
 * @param deny how it refuses; empty where it names a service
 * @param place {@code file:line:column} of the rule
 */
public record RulePolicy(
        int id,
        List<String> listeners,
        List<String> fromZones,
        List<String> toZones,
        List<Subnet> fromSubnets,
        List<Subnet> toSubnets,
        List<PortRange> fromPorts,
        List<PortRange> toPorts,
        List<String> fromInterfaces,
        List<String> toInterfaces,
        List<Integer> fromInterfaceGroups,
        List<Integer> toInterfaceGroups,
        List<Integer> protocols,
        List<String> toHosts,
        List<String> detect,
        List<String> users,
        List<String> groups,
        List<Schedule> times,
        Optional<String> service,
        Optional<Denial> deny,
        String place) {
    /** Begins what {@code detect} says of a matcher; its name follows. */
    public static final String DETECT_MATCHER = "tls:matcher:";

    /** Begins what {@code to-host} says of a matcher; its name follows. */
    public static final String HOST_MATCHER = "matcher:";

    /** The names of hosts in {@code to-host}, whose addresses have to be known. */
    public List<String> hostNames() {
        return toHosts.stream().filter(host -> !host.startsWith(HOST_MATCHER)).toList();
    }

    /** The names of matchers in {@code to-host}. */
    public List<String> hostMatchers() {
        return toHosts.stream()
                .filter(host -> host.startsWith(HOST_MATCHER))
                .map(host -> host.substring(HOST_MATCHER.length()))
                .toList();
    }

    /** This rule with other names in {@code detect}. */
    public RulePolicy detecting(List<String> names) {
        return new RulePolicy(
                id,
                listeners,
                fromZones,
                toZones,
                fromSubnets,
                toSubnets,
                fromPorts,
                toPorts,
                fromInterfaces,
                toInterfaces,
                fromInterfaceGroups,
                toInterfaceGroups,
                protocols,
                toHosts,
                names,
                users,
                groups,
                times,
                service,
                deny,
                place);
    }

    /** How a rule refuses. */
    public enum Denial {
        /** Closed in order. */
        TRUE,
        /** Nothing is answered. */
        DROP,
        /** Reset. */
        RESET
    }
}
