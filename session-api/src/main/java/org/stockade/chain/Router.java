package org.stockade.chain;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.StackedSession;

/** Decides where to, before the proxy starts. Pure: no I/O, no waiting. */
@ConsumerType
@FunctionalInterface
public interface Router {
    /** The route of this session. */
    Route route(StackedSession session);

    /**
     * Where to and from where.
     *
     * @param targets in the order to try; empty: only the protocol can name one
     * @param local our address towards the server; port 0: any; empty: the system chooses
     * @param loose if the local port is taken, another of its group serves (1–511, 512–1023,
     *     1024–65535)
     * @param random the local port is a random one of its group
     * @param inband the proxy may name the target
     */
    record Route(
            List<SockAddr> targets,
            Optional<SockAddr> local,
            boolean loose,
            boolean random,
            boolean inband) {
        /** Nowhere to. */
        public static final Route NONE =
                new Route(List.of(), Optional.empty(), false, false, false);

        public Route {
            targets = List.copyOf(targets);
        }

        /** The same with other targets. */
        public Route withTargets(List<SockAddr> others) {
            return new Route(others, local, loose, random, inband);
        }
    }
}
