package org.stockade.engine.internal;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stockade.engine.internal.detect.Finding.Detected;
import org.stockade.session.AbstractSession.Key;
import org.stockade.session.MasterSession;

/** What was detected of a client, as attributes of its session: whoever serves it may ask. */
final class Detection {
    /** {@code http}, {@code ssh} or {@code tls}. */
    static final Key<String> PROTOCOL = new Key<>("detected", String.class);

    /** Name of the server in a TLS hello, in lower case; a claim of the client's. */
    static final Key<String> SERVER_NAME = new Key<>("tls.sni", String.class);

    /** Protocols offered in a TLS hello (ALPN), in the client's order; not there if none are. */
    static final Key<Collection> OFFERED = new Key<>("tls.alpn", Collection.class);

    private Detection() {}

    static void publish(MasterSession session, Detected found) {
        session.publish(PROTOCOL, found.protocol());
        found.serverName().ifPresent(name -> session.publish(SERVER_NAME, name));
        if (!found.offered().isEmpty()) {
            session.publish(OFFERED, found.offered());
        }
    }

    /** By what names rules may call it; empty where nothing was detected. */
    static List<String> names(MasterSession session) {
        Optional<String> protocol = session.attribute(PROTOCOL);
        if (protocol.isEmpty()) {
            return List.of();
        }
        Optional<String> server = session.attribute(SERVER_NAME);
        return new Detected(protocol.get(), server, List.of()).names();
    }
}
