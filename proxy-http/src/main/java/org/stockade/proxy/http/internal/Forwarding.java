package org.stockade.proxy.http.internal;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Makes the head that goes on from the head that came (RFC 9110 section 7.6): fields of one hop are
 * removed, those of framing and routing are written anew, the rest keeps its order.
 */
final class Forwarding {
    /**
     * RFC 9110 sections 7.6.1 and 11.7, RFC 9113 section 3.1; TE and Trailer because trailers are
     * dropped.
     */
    private static final Set<String> ONE_HOP =
            names(
                    "Connection",
                    "Proxy-Connection",
                    "Keep-Alive",
                    "TE",
                    "Trailer",
                    "Transfer-Encoding",
                    "Upgrade",
                    "HTTP2-Settings",
                    "Proxy-Authorization",
                    "Proxy-Authenticate",
                    "Proxy-Authentication-Info",
                    "Content-Length");

    /** Removing one of these by naming it in Connection would change what the message means. */
    private static final Set<String> PROTECTED =
            names(
                    "Host",
                    "Content-Length",
                    "Content-Type",
                    "Content-Encoding",
                    "Content-Range",
                    "Cookie",
                    "Set-Cookie",
                    "Authorization",
                    "WWW-Authenticate",
                    "Cache-Control",
                    "Date",
                    "Expect",
                    "Forwarded",
                    "Location",
                    "Max-Forwards",
                    "Origin",
                    "Via",
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "X-Forwarded-Proto",
                    "X-Real-IP");

    /** What no longer holds of a body that a child has read and perhaps changed. */
    private static final Set<String> OF_THE_BODY =
            names("Content-MD5", "Digest", "Content-Digest", "Repr-Digest", "Accept-Ranges");

    private final Optional<String> via;
    private final Consumer<String> protectedOption;

    /**
     * @param via the pseudonym of this proxy
     * @param protectedOption is told of each field that Connection names and must not remove
     */
    Forwarding(Optional<String> via, Consumer<String> protectedOption) {
        this.via = via;
        this.protectedOption = protectedOption;
    }

    private static Set<String> names(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Collections.addAll(set, names);
        return Collections.unmodifiableSet(set);
    }

    /**
     * The fields of a request for the server, {@code Host} first.
     *
     * @param expects whether the client waits for a 100 and the server shall be asked for it
     * @param wholeBodies whether a child will read the response: it needs it whole and not encoded
     */
    Fields request(
            RequestHead head,
            Target target,
            Framing framing,
            boolean expects,
            boolean wholeBodies) {
        Fields out = new Fields().add("Host", target.authority().toHostField(80));
        Set<String> listed = listed(head.fields());
        for (int i = 0; i < head.fields().size(); i++) {
            String name = head.fields().name(i);
            boolean asksForParts =
                    name.equalsIgnoreCase("Range")
                            || name.equalsIgnoreCase("If-Range")
                            || name.equalsIgnoreCase("Accept-Encoding");
            if (!ONE_HOP.contains(name)
                    && !listed.contains(name)
                    && !name.equalsIgnoreCase("Host")
                    && !name.equalsIgnoreCase("Expect")
                    && !(wholeBodies && asksForParts)) {
                out.add(name, head.fields().value(i));
            }
        }
        if (wholeBodies) {
            out.add("Accept-Encoding", "identity");
        }
        if (expects) {
            out.add("Expect", "100-continue");
        }
        framing(out, framing);
        via(out, head.version());
        return out;
    }

    /**
     * The fields of a final response for the client.
     *
     * @param framing towards the client
     * @param read whether a child reads the body
     */
    Fields response(ResponseHead head, Framing framing, boolean read) {
        Fields out = new Fields();
        Set<String> listed = listed(head.fields());
        for (int i = 0; i < head.fields().size(); i++) {
            String name = head.fields().name(i);
            if (!ONE_HOP.contains(name)
                    && !listed.contains(name)
                    && !name.equalsIgnoreCase("Alt-Svc")
                    && !(read && OF_THE_BODY.contains(name))) {
                out.add(name, head.fields().value(i));
            }
        }
        if (framing instanceof Framing.None && head.status() != 204 && !read) {
            // Of HEAD and 304: the length a GET would have had (RFC 9110 section 8.6).
            head.fields().first("Content-Length").ifPresent(it -> out.add("Content-Length", it));
        }
        framing(out, framing);
        via(out, head.version());
        return out;
    }

    private static void framing(Fields out, Framing framing) {
        switch (framing) {
            case Framing.None() -> {}
            case Framing.UntilClose() -> {}
            case Framing.Length(long octets) -> out.add("Content-Length", Long.toString(octets));
            case Framing.Chunked() -> out.add("Transfer-Encoding", "chunked");
        }
    }

    private void via(Fields out, Version received) {
        via.ifPresent(name -> out.add("Via", received.number() + " " + name));
    }

    /** The fields that Connection names, without those that it cannot remove. */
    private Set<String> listed(Fields fields) {
        if (!fields.has("Connection") && !fields.has("Proxy-Connection")) {
            return Set.of();
        }
        Set<String> listed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (List<String> options :
                List.of(fields.members("Connection"), fields.members("Proxy-Connection"))) {
            for (String option : options) {
                if (PROTECTED.contains(option)) {
                    protectedOption.accept(option);
                } else {
                    listed.add(option);
                }
            }
        }
        return listed;
    }
}
