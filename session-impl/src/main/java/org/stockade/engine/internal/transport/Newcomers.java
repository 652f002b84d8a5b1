package org.stockade.engine.internal.transport;

import java.net.InetAddress;
import org.stockade.endpoint.DatagramEndpoint;

/** Decides on the clients of a bound address for datagrams; on a thread that must not wait. */
public interface Newcomers {
    /**
     * Whether a client that has sent its first datagram from here is let in. Before anything is
     * allocated for it; {@code true} is followed by {@link #accepted}.
     */
    boolean admits(InetAddress from);

    /** The endpoint of a client that was let in; its first datagram waits in there. */
    void accepted(DatagramEndpoint client);
}
