package org.stockade.proxy.http.internal;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Makes the fields that go on from those that came (RFC 9110 section 7.6): fields of one hop are
 * removed, those of framing and routing are written anew, the rest keeps its order.
 */
final class Forwarding {
    /**
     * RFC 9110 sections 7.6.1 and 11.7, RFC 9113 section 3.1; TE and Trailer because trailers are
     * dropped.
     */
    private static final long ONE_HOP =
            FieldName.set(
                    FieldName.CONNECTION,
                    FieldName.PROXY_CONNECTION,
                    FieldName.KEEP_ALIVE,
                    FieldName.TE,
                    FieldName.TRAILER,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.UPGRADE,
                    FieldName.HTTP2_SETTINGS,
                    FieldName.PROXY_AUTHORIZATION,
                    FieldName.PROXY_AUTHENTICATE,
                    FieldName.PROXY_AUTHENTICATION_INFO,
                    FieldName.CONTENT_LENGTH);

    /** Removing one of these by naming it in Connection would change what the message means. */
    private static final long PROTECTED =
            FieldName.set(
                    FieldName.HOST,
                    FieldName.CONTENT_LENGTH,
                    FieldName.CONTENT_TYPE,
                    FieldName.CONTENT_ENCODING,
                    FieldName.CONTENT_RANGE,
                    FieldName.COOKIE,
                    FieldName.SET_COOKIE,
                    FieldName.AUTHORIZATION,
                    FieldName.WWW_AUTHENTICATE,
                    FieldName.CACHE_CONTROL,
                    FieldName.DATE,
                    FieldName.EXPECT,
                    FieldName.FORWARDED,
                    FieldName.LOCATION,
                    FieldName.MAX_FORWARDS,
                    FieldName.ORIGIN,
                    FieldName.VIA,
                    FieldName.X_FORWARDED_FOR,
                    FieldName.X_FORWARDED_HOST,
                    FieldName.X_FORWARDED_PROTO,
                    FieldName.X_REAL_IP);

    /** Written anew for the server. */
    private static final long OF_THE_REQUEST = FieldName.set(FieldName.HOST, FieldName.EXPECT);

    /** A child needs the body whole and not encoded. */
    private static final long ASKING_FOR_PARTS =
            FieldName.set(FieldName.RANGE, FieldName.IF_RANGE, FieldName.ACCEPT_ENCODING);

    /** What no longer holds of a body that a child has read and perhaps changed. */
    private static final long OF_THE_BODY =
            FieldName.set(
                    FieldName.CONTENT_MD5,
                    FieldName.DIGEST,
                    FieldName.CONTENT_DIGEST,
                    FieldName.REPR_DIGEST,
                    FieldName.ACCEPT_RANGES);

    private static final long NAMING_OPTIONS =
            FieldName.set(FieldName.CONNECTION, FieldName.PROXY_CONNECTION);

    private static final byte[] NOTHING = {};
    private static final byte[] HOST = Octets.of("Host: ");
    private static final byte[] LENGTH = Octets.of("Content-Length: ");
    private static final byte[] CHUNKED = Octets.of("Transfer-Encoding: chunked\r\n");
    private static final byte[] IDENTITY = Octets.of("Accept-Encoding: identity\r\n");
    private static final byte[] EXPECT = Octets.of("Expect: 100-continue\r\n");

    private final byte[] via10;
    private final byte[] via11;
    private final Consumer<FieldName> protectedOption;

    /** Names that Connection lists in the head at hand, compared without case. */
    private final Set<String> listedOthers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * @param via the pseudonym of this proxy
     * @param protectedOption is told of each field that Connection names and must not remove
     */
    Forwarding(Optional<String> via, Consumer<FieldName> protectedOption) {
        via10 = via(via, Version.HTTP_1_0);
        via11 = via(via, Version.HTTP_1_1);
        this.protectedOption = protectedOption;
    }

    private static byte[] via(Optional<String> name, Version received) {
        return name.isEmpty()
                ? NOTHING
                : Octets.of("Via: " + received.number() + " " + name.get() + "\r\n");
    }

    /**
     * Writes the fields of a request for the server, {@code Host} first.
     *
     * @param wholeBodies whether a child will read the response
     */
    void request(HeadWriter out, Request request, boolean wholeBodies) {
        request.target().authority().writeTo(out.octets(HOST), 80).crlf();
        Fields fields = request.head().fields();
        long dropped =
                ONE_HOP | OF_THE_REQUEST | (wholeBodies ? ASKING_FOR_PARTS : 0) | listed(fields);
        boolean counted = Request.limitsItsWay(request.head());
        for (int i = 0; i < fields.size(); i++) {
            FieldName name = fields.name(i);
            if (name.in(dropped) || isListed(fields, i)) {
                continue;
            }
            if (counted && name == FieldName.MAX_FORWARDS) {
                out.text(fields.nameText(i)).text(": ");
                out.number(Long.parseLong(fields.value(i)) - 1).crlf();
            } else {
                fields.writeTo(out, i);
            }
        }
        if (wholeBodies) {
            out.octets(IDENTITY);
        }
        if (request.expects()) {
            out.octets(EXPECT);
        }
        framing(out, request.framing());
        via(out, request.version());
    }

    /**
     * Writes the fields of a final response for the client.
     *
     * @param framing towards the client
     * @param read whether a child reads the body
     */
    void response(HeadWriter out, ResponseHead head, Framing framing, boolean read) {
        Fields fields = head.fields();
        long dropped =
                ONE_HOP | FieldName.ALT_SVC.bit() | (read ? OF_THE_BODY : 0) | listed(fields);
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.name(i).in(dropped) && !isListed(fields, i)) {
                fields.writeTo(out, i);
            }
        }
        if (framing instanceof Framing.None && head.status() != 204 && !read) {
            // Of HEAD and 304: the length a GET would have had (RFC 9110 section 8.6).
            fields.first(FieldName.CONTENT_LENGTH)
                    .ifPresent(it -> out.octets(LENGTH).text(it).crlf());
        }
        framing(out, framing);
        via(out, head.version());
    }

    private static void framing(HeadWriter out, Framing framing) {
        switch (framing) {
            case Framing.None none -> {}
            case Framing.UntilClose until -> {}
            case Framing.Length length -> out.octets(LENGTH).number(length.octets()).crlf();
            case Framing.Chunked chunked -> out.octets(CHUNKED);
        }
    }

    private void via(HeadWriter out, Version received) {
        out.octets(received == Version.HTTP_1_1 ? via11 : via10);
    }

    private boolean isListed(Fields fields, int index) {
        return !listedOthers.isEmpty()
                && fields.name(index) == FieldName.OTHER
                && listedOthers.contains(fields.nameText(index));
    }

    /**
     * The fields that Connection names, without those that it cannot remove: those that have a
     * {@link FieldName} as the answer, others in {@link #listedOthers}.
     */
    private long listed(Fields fields) {
        if (!listedOthers.isEmpty()) {
            listedOthers.clear();
        }
        return fields.hasAny(NAMING_OPTIONS)
                ? listed(fields, FieldName.CONNECTION) | listed(fields, FieldName.PROXY_CONNECTION)
                : 0;
    }

    private long listed(Fields fields, FieldName naming) {
        long known = 0;
        Members options = fields.walk(naming);
        while (options.next()) {
            FieldName option = options.asName();
            if (option.in(PROTECTED)) {
                protectedOption.accept(option);
            } else if (option == FieldName.OTHER) {
                listedOthers.add(options.text());
            } else {
                known |= option.bit();
            }
        }
        return known;
    }
}
