package org.stockade.engine.internal.lookup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stockade.endpoint.SockAddr;
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
        Instant at) {

    /** The inbound interface, if the destination is one of its own addresses. */
    Optional<Interface> addressed() {
        return inbound.filter(each -> each.addresses().contains(destination.address()));
    }
}
