package org.stockade.engine.internal;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.stockade.session.AbstractSession.Key;
import org.stockade.session.MasterSession;

/** What was detected of a client, as attributes of its session: whoever serves it may ask. */
final class Detection {
    /** The kind of the first finding: {@code http}, {@code ssh}, {@code tls} or another. */
    static final Key<String> PROTOCOL = new Key<>("detected", String.class);

    /** By what names rules may call it, the closest first. */
    static final Key<Collection> NAMES = new Key<>("detected.names", Collection.class);

    /** Name of the server in a TLS hello, in lower case; a claim of the client's. */
    static final Key<String> SERVER_NAME = new Key<>("tls.sni", String.class);

    /** Protocols offered in a TLS hello (ALPN), in the client's order; not there if none are. */
    static final Key<Collection> OFFERED = new Key<>("tls.alpn", Collection.class);

    private static final int MOST = 64;
    private static final Pattern NAME = Pattern.compile("[!-~]{1,300}");
    private static final String SNI = "tls:";
    private static final String ALPN = "alpn:";

    private Detection() {}

    /** Nothing is published where nothing was found. */
    static void publish(MasterSession session, List<String> found) {
        List<String> names =
                found.stream().filter(name -> NAME.matcher(name).matches()).limit(MOST).toList();
        if (names.isEmpty()) {
            return;
        }
        session.publish(NAMES, names);
        session.publish(PROTOCOL, kind(names.getFirst()));
        names.stream()
                .filter(name -> name.startsWith(SNI))
                .findFirst()
                .ifPresent(name -> session.publish(SERVER_NAME, name.substring(SNI.length())));
        List<String> offered =
                names.stream()
                        .filter(name -> name.startsWith(ALPN))
                        .map(name -> name.substring(ALPN.length()))
                        .toList();
        if (!offered.isEmpty()) {
            session.publish(OFFERED, offered);
        }
    }

    /** The part before the colon. */
    static String kind(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /**
     * By what names rules may call it; empty where nothing was detected. The one place where a
     * rule's {@code detect} meets what was found: a matcher of names would be asked here, and add
     * its own name where it holds.
     */
    static List<String> names(MasterSession session) {
        Collection<?> names = session.attribute(NAMES).orElse(List.of());
        return names.isEmpty() ? List.of() : names.stream().<String>map(String::valueOf).toList();
    }
}
