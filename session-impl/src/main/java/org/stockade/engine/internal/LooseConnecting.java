package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.route.LocalPorts;

/** Connects from a port of a group, whichever of them is free: core.md section 9. */
final class LooseConnecting {
    /** A port in use costs three calls of the kernel: after so many, others have their turn. */
    private static final int AT_ONCE = 16;

    private final Attempt attempt;
    private final BooleanSupplier ends;

    /** Connects from one address and port. */
    @FunctionalInterface
    interface Attempt {
        Endpoint from(SockAddr local, Duration limit) throws IOException;
    }

    /**
     * @param ends whether the session is being ended
     */
    LooseConnecting(Attempt attempt, BooleanSupplier ends) {
        this.attempt = attempt;
        this.ends = ends;
    }

    /**
     * Tries one port after the other.
     *
     * @param local our address; its port is not looked at
     * @param limit for all of it
     * @throws ConnectFailedException if every port of the group is in use, or for another reason
     *     than its port
     */
    Endpoint connect(SockAddr local, LocalPorts ports, SockAddr to, Duration limit)
            throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        for (int tries = 0; ports.hasNext(); tries++) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                throw ConnectFailedException.portTaken(
                        failed(to, local, ports) + ": no free port was found in time");
            }
            if (ends.getAsBoolean()) {
                throw new EndpointClosedException(
                        "connecting to " + to + " was interrupted: the session was killed");
            }
            if (tries % AT_ONCE == AT_ONCE - 1) {
                Thread.yield();
            }
            try {
                return attempt.from(local.withPort(ports.nextInt()), Duration.ofNanos(left));
            } catch (ConnectFailedException failed) {
                if (!failed.portTaken()) {
                    throw failed;
                }
            }
        }
        throw ConnectFailedException.portTaken(
                failed(to, local, ports)
                        + ": every port of that group is in use; to permit any port use"
                        + " forge-port: any");
    }

    private static String failed(SockAddr to, SockAddr local, LocalPorts ports) {
        return "server " + to + " cannot be reached from " + local.ip() + " ports " + ports;
    }
}
