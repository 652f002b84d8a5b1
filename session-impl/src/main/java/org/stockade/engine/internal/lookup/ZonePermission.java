package org.stockade.engine.internal.lookup;

import java.util.List;
import java.util.Optional;
import org.stockade.session.Zone;

/** Which services a zone permits its clients and servers: core.md section 6.2. */
public enum ZonePermission {
    /** Of the client's zone. */
    OUTBOUND("outbound-services"),
    /** Of the server's zone. */
    INBOUND("inbound-services");

    private static final String ANY = "*";

    private final String key;

    ZonePermission(String key) {
        this.key = key;
    }

    /**
     * Why the zone refuses a service; empty: it permits it, or nobody asks.
     *
     * <p>The question goes up to the first umbrella. Where no zone on the way has such a list, and
     * none is an umbrella, the rules alone decide.
     */
    public Optional<String> refusal(Optional<Zone> zone, String service) {
        boolean asked = false;
        for (Zone at = zone.orElse(null); at != null; at = at.parent().orElse(null)) {
            Optional<List<String>> named =
                    this == OUTBOUND ? at.services().outbound() : at.services().inbound();
            if (named.isPresent() && (named.get().contains(service) || named.get().contains(ANY))) {
                return Optional.empty();
            }
            asked |= named.isPresent() || at.services().umbrella();
            if (at.services().umbrella()) {
                break;
            }
        }
        return asked
                ? Optional.of(
                        "zone \""
                                + zone.get()
                                + "\" does not permit service \""
                                + service
                                + "\", nor does one above it up to an umbrella; name it in "
                                + key)
                : Optional.empty();
    }
}
