package org.stockade.match;

import java.net.InetAddress;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Hosts and the addresses that they have now. Any thread; nothing here waits. */
@ProviderType
public interface HostAddresses {
    /**
     * One of the hosts that has this address; empty: none has.
     *
     * @throws MatcherException if none is known to have it, and of some host nothing is known now
     */
    Optional<String> hostAt(InetAddress address) throws MatcherException;
}
