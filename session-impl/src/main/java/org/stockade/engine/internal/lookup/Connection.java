package org.stockade.engine.internal.lookup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Zone;

/**
 * All that a rule can look at in a new connection.
 *
 * @param listener name of the listener that accepted it
 * @param protocol IP protocol number, 6 for TCP
 * @param inbound the interface it came in by, with that interface's own addresses; empty where the
 *     transport cannot tell
 * @param destination the original destination: the listener's own address unless that is
 *     transparent
 * @param destinationHosts names whose addresses the destination is among
 * @param identity who is known to be at the other end
 * @param at when it was accepted
 * @param detected what its client was found to speak, the closest name first: see {@link
 *     RulePolicy#detect()}
 */
public record Connection(
        String listener,
        int protocol,
        Optional<Interface> inbound,
        SockAddr source,
        Optional<Zone> sourceZone,
        SockAddr destination,
        Optional<Zone> destinationZone,
        List<String> destinationHosts,
        Identity identity,
        Instant at,
        List<String> detected) {
    /** One of which nothing is detected. */
    public Connection(
            String listener,
            int protocol,
            Optional<Interface> inbound,
            SockAddr source,
            Optional<Zone> sourceZone,
            SockAddr destination,
            Optional<Zone> destinationZone,
            List<String> destinationHosts,
            Identity identity,
            Instant at) {
        this(
                listener,
                protocol,
                inbound,
                source,
                sourceZone,
                destination,
                destinationZone,
                destinationHosts,
                identity,
                at,
                List.of());
    }

    /** This one, where its client was found to speak these. */
    public Connection detecting(List<String> names) {
        return new Connection(
                listener,
                protocol,
                inbound,
                source,
                sourceZone,
                destination,
                destinationZone,
                destinationHosts,
                identity,
                at,
                names);
    }

    /** What came, as far as it is served here. */
    public TransportProtocol transport() {
        return protocol == TransportProtocol.UDP.ip()
                ? TransportProtocol.UDP
                : TransportProtocol.TCP;
    }

    /** The inbound interface, if the destination is one of its own addresses. */
    Optional<Interface> addressed() {
        return inbound.filter(each -> each.addresses().contains(destination.address()));
    }
}
