package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.StackedSession;
import org.stockade.session.Zone;

/**
 * The addresses of a target that the protocol names, those alone to which it may go.
 *
 * @param zoneOf by the policy of the session's generation
 */
record NamedTargets(
        NameResolver resolver, StackedSession session, Function<SockAddr, Optional<Zone>> zoneOf) {
    /** Within this time a name must be resolved, or within the connect limit if that is shorter. */
    private static final Duration RESOLVE = Duration.ofSeconds(5);

    /**
     * Resolves it.
     *
     * @param limit of connecting
     * @throws AccessDeniedException if none of them is permitted, or the protocol may name none
     */
    List<SockAddr> permitted(String host, int port, Duration limit) throws IOException {
        if (!session.route().inband()) {
            throw new AccessDeniedException(
                    "the protocol may not name its target here; to permit it use router: inband");
        }
        if (port < 1 || port > 65535) {
            throw new ConnectFailedException(
                    "port " + port + " of target " + host + " is out of range; use 1 to 65535",
                    false);
        }
        List<SockAddr> found =
                resolver.resolve(host, port, limit.compareTo(RESOLVE) < 0 ? limit : RESOLVE);
        List<SockAddr> permitted = found.stream().filter(each -> refusal(each).isEmpty()).toList();
        if (permitted.isEmpty()) {
            SockAddr first = found.getFirst();
            session.setServerAddress(first);
            throw new AccessDeniedException(refusal(first).orElseThrow());
        }
        return permitted;
    }

    private Optional<String> refusal(SockAddr target) {
        return InbandTargets.refusal(target, zoneOf.apply(target));
    }
}
