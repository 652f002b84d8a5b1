package org.stockade.engine.internal.route;

import java.util.List;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.StackedSession;

/** The targets of a session's route, ready to be connected to. */
final class Destinations {
    private Destinations() {}

    /**
     * All of them, in their order; one without a port has that which the client aimed at.
     *
     * @throws ConnectFailedException if there is none, or one whose port nobody knows
     */
    static List<SockAddr> of(StackedSession session) throws ConnectFailedException {
        List<SockAddr> targets = session.route().targets();
        if (targets.isEmpty()) {
            throw new ConnectFailedException(
                    "no destination: the router names none and the protocol gave none", false);
        }
        if (haveAllPorts(targets)) {
            return targets;
        }
        int aimed = session.clientLocal().map(SockAddr::port).orElse(0);
        List<SockAddr> whole =
                targets.stream()
                        .map(target -> target.port() == 0 ? target.withPort(aimed) : target)
                        .toList();
        for (SockAddr target : whole) {
            if (target.port() == 0) {
                throw new ConnectFailedException(
                        "no destination: " + target + " has no port, and the client aimed at none",
                        false);
            }
        }
        return whole;
    }

    private static boolean haveAllPorts(List<SockAddr> targets) {
        for (SockAddr target : targets) {
            if (target.port() == 0) {
                return false;
            }
        }
        return true;
    }
}
