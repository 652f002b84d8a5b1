package org.stockade.engine.internal.transport;

import org.stockade.transport.BufferPool;
import org.stockade.transport.BufferedEndpoint;

/** The endpoint of one TCP connection of the portable transport. */
public final class SocketEndpoint extends BufferedEndpoint {
    SocketEndpoint(SocketWire wire, BufferPool pool) {
        super(wire, pool);
    }
}
