package org.stockade.engine.internal.lookup;

import java.net.InetAddress;
import java.util.Set;

/**
 * A network interface as rules see it.
 *
 * @param group the system's group number of interfaces; 0 unless somebody set one
 * @param addresses its own addresses
 */
public record Interface(String name, int group, Set<InetAddress> addresses) {
    public Interface {
        addresses = Set.copyOf(addresses);
    }
}
