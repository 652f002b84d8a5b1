package org.stockade.proxy.http.internal;

import java.util.List;

/** Where the body of a message ends (RFC 9112 section 6.3). */
sealed interface Framing {
    /** 2^63-1 has as many. */
    int MOST_DIGITS = 19;

    /** There is no body. */
    record None() implements Framing {
        static final None HERE = new None();
    }

    /** So many octets. */
    record Length(long octets) implements Framing {}

    /** Chunks. */
    record Chunked() implements Framing {
        static final Chunked HERE = new Chunked();
    }

    /** Up to the end of the connection: responses alone. */
    record UntilClose() implements Framing {
        static final UntilClose HERE = new UntilClose();
    }

    /**
     * The framing of a request.
     *
     * @throws MalformedMessageException 400 where two readers could differ, 501 for a coding
     *     unknown
     */
    static Framing of(RequestHead head, boolean permitRepeatedLength)
            throws MalformedMessageException {
        return declared(head.fields(), head.version(), permitRepeatedLength, None.HERE);
    }

    /** The framing of a final response to a request of {@code method}. */
    static Framing of(ResponseHead head, String method, boolean permitRepeatedLength)
            throws MalformedMessageException {
        // Passed on when framed, not expected otherwise (RFC 9110 section 15.3.6).
        Framing usual = head.status() == 205 ? None.HERE : UntilClose.HERE;
        Framing declared = declared(head.fields(), head.version(), permitRepeatedLength, usual);
        boolean bodyless = head.status() == 204 || head.status() == 304 || method.equals("HEAD");
        return bodyless ? None.HERE : declared;
    }

    private static Framing declared(
            Fields fields, Version version, boolean permitRepeatedLength, Framing usual)
            throws MalformedMessageException {
        boolean coded = fields.has(FieldName.TRANSFER_ENCODING);
        boolean counted = fields.has(FieldName.CONTENT_LENGTH);
        if (coded && counted) {
            throw malformed("Transfer-Encoding together with Content-Length");
        }
        if (coded) {
            if (version == Version.HTTP_1_0) {
                throw malformed("Transfer-Encoding in a message of HTTP/1.0");
            }
            checkCoding(fields);
            return Chunked.HERE;
        }
        return counted ? new Length(length(fields, permitRepeatedLength)) : usual;
    }

    private static void checkCoding(Fields fields) throws MalformedMessageException {
        if (fields.count(FieldName.TRANSFER_ENCODING) > 1) {
            throw malformed("more than one Transfer-Encoding");
        }
        List<String> codings = fields.members(FieldName.TRANSFER_ENCODING);
        for (int i = 0; i < codings.size(); i++) {
            boolean last = i == codings.size() - 1;
            if (!Octets.isToken(codings.get(i))
                    || codings.get(i).equalsIgnoreCase("chunked") != last && codings.size() > 1) {
                throw malformed("a Transfer-Encoding that is not chunked alone");
            }
        }
        if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
            throw new MalformedMessageException(
                    501, "transfer coding " + codings.getFirst() + " is not supported; chunked is");
        }
    }

    private static long length(Fields fields, boolean permitRepeated)
            throws MalformedMessageException {
        Members members = fields.walk(FieldName.CONTENT_LENGTH);
        members.next();
        long length = length(members);
        while (members.next()) {
            if (!permitRepeated) {
                throw malformed(
                        "more than one Content-Length; permit-repeated-content-length allows equal ones");
            }
            if (length(members) != length) {
                throw malformed("two values of Content-Length that differ");
            }
        }
        return length;
    }

    private static long length(Members members) throws MalformedMessageException {
        long length = members.number(MOST_DIGITS);
        if (length < 0) {
            throw malformed(
                    "a Content-Length that is not 1 to "
                            + MOST_DIGITS
                            + " digits, or above "
                            + Long.MAX_VALUE);
        }
        return length;
    }

    private static MalformedMessageException malformed(String what) {
        return new MalformedMessageException(400, what);
    }
}
