package org.stockade.transport;

import java.io.IOException;
import java.time.Duration;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;

/** The wait for a connection to stand, alike for all sockets. */
public final class Connecting {
    private final SockAddr to;
    private final Duration limit;
    private final long until;
    private final boolean ticked;

    /**
     * The time counts from now.
     *
     * @param ticked whether somebody calls {@link Gate#tick} for the gate that is waited at
     */
    public Connecting(SockAddr to, Duration limit, boolean ticked) {
        this.ticked = ticked;
        this.to = to;
        this.limit = limit;
        this.until = System.nanoTime() + TimeLimit.nanos(limit);
    }

    /**
     * Parks at a gate that was shut, until it is open.
     *
     * @throws ConnectFailedException if the time has passed
     * @throws EndpointClosedException if the session is being killed
     */
    public void await(Gate gate) throws IOException {
        while (!gate.isOpen()) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                throw new ConnectFailedException(
                        "server " + to + " did not answer within " + TimeLimit.text(limit), true);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new EndpointClosedException(
                        "connecting to " + to + " was interrupted: the session was killed");
            }
            if (ticked && left >= Link.COARSE) {
                gate.parkUntilTick(until);
            } else {
                gate.park(left);
            }
        }
    }
}
