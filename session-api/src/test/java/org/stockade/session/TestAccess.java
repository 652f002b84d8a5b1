package org.stockade.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.endpoint.SockAddr;

/**
 * Firewall {@code edge}: 10/8 is zone office, 203.0.113/24 is zone forbidden, and so is going
 * there.
 */
final class TestAccess implements Access {
    static final Zone OFFICE = new Zone("office", null, List.of(Subnet.parse("10.0.0.0/8")));
    static final Zone FORBIDDEN =
            new Zone("forbidden", null, List.of(Subnet.parse("203.0.113.0/24")));

    final List<MasterSession> ended = new ArrayList<>();
    Decision decision =
            Decision.reject(OptionalInt.empty(), Decision.Refusal.CLOSE, "no rule matches");

    @Override
    public String firewallName() {
        return "edge";
    }

    @Override
    public Optional<Zone> zoneOf(SockAddr address) {
        return List.of(OFFICE, FORBIDDEN).stream()
                .filter(zone -> zone.subnets().get(0).contains(address.address()))
                .findFirst();
    }

    @Override
    public Decision decide(MasterSession session) {
        return decision;
    }

    @Override
    public void checkServer(AbstractSession session, SockAddr real) throws AccessDeniedException {
        if (session.serverZone().filter(FORBIDDEN::equals).isPresent()) {
            throw new AccessDeniedException(real + " is in zone forbidden");
        }
    }

    @Override
    public void ended(MasterSession session) {
        ended.add(session);
    }
}
