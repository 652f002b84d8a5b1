package org.stockade.access;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AbstractSession;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.MasterSession;
import org.stockade.session.StackedSession;
import org.stockade.session.Zone;

/** The generation's answers for a master session; an embedder's test may bring its own. */
@ConsumerType
public interface Access {
    /** The firewall's name, the first part of session ids. */
    String firewallName();

    /** The zone of the longest subnet that contains the address. */
    Optional<Zone> zoneOf(SockAddr address);

    /**
     * Whether the client may use the session's service if one is set, else which service the rules
     * name.
     */
    Decision decide(MasterSession session);

    /**
     * Asks whether the session's service may connect to this address.
     *
     * @throws AccessDeniedException if it may not; the message names address, zone and the zones
     *     allowed
     */
    void checkServer(AbstractSession session, SockAddr real) throws AccessDeniedException;

    /** The end notice; exactly once a master session. */
    void ended(MasterSession session);

    /** The engine's work for one stacked session. */
    default SessionWork work(StackedSession session) {
        throw new UnsupportedOperationException(
                "session "
                        + session.sessionId()
                        + " has no engine behind it: it keeps attributes only");
    }
}
