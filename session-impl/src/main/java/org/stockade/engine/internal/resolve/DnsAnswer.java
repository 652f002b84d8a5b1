package org.stockade.engine.internal.resolve;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * What DNS says of a host name.
 *
 * @param lifetime how long it may be kept
 * @param failed there is no such name
 */
public record DnsAnswer(
        Duration lifetime, List<InetAddress> v4, List<InetAddress> v6, boolean failed) {
    public DnsAnswer {
        v4 = List.copyOf(v4);
        v6 = List.copyOf(v6);
    }
}
