package org.stockade.engine.internal.lookup;

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
 */
public record Connection(
        String listener,
        int protocol,
        Optional<Interface> inbound,
        SockAddr source,
        Optional<Zone> sourceZone,
        SockAddr destination,
        Optional<Zone> destinationZone) {

    /** The inbound interface, if the destination is one of its own addresses. */
    Optional<Interface> addressed() {
        return inbound.filter(each -> each.addresses().contains(destination.address()));
    }
}
