package org.stockade.proxy.http.internal;

import java.util.List;
import java.util.Optional;

/** Where the body of a message ends (RFC 9112 section 6.3). */
sealed interface Framing {
    /** There is no body. */
    record None() implements Framing {}

    /** So many octets. */
    record Length(long octets) implements Framing {}

    /** Chunks. */
    record Chunked() implements Framing {}

    /** Up to the end of the connection: responses alone. */
    record UntilClose() implements Framing {}

    /**
     * The framing of a request.
     *
     * @throws MalformedMessageException 400 where two readers could differ, 501 for a coding
     *     unknown
     */
    static Framing of(RequestHead head, boolean permitRepeatedLength)
            throws MalformedMessageException {
        return declared(head.fields(), head.version(), permitRepeatedLength).orElse(new None());
    }

    /** The framing of a final response to a request of {@code method}. */
    static Framing of(ResponseHead head, String method, boolean permitRepeatedLength)
            throws MalformedMessageException {
        Optional<Framing> declared = declared(head.fields(), head.version(), permitRepeatedLength);
        return switch (head.status()) {
            case 204, 304 -> new None();
            // Passed on when framed, not expected otherwise (RFC 9110 section 15.3.6).
            case 205 -> method.equals("HEAD") ? new None() : declared.orElse(new None());
            default -> method.equals("HEAD") ? new None() : declared.orElse(new UntilClose());
        };
    }

    private static Optional<Framing> declared(
            Fields fields, Version version, boolean permitRepeatedLength)
            throws MalformedMessageException {
        boolean coded = fields.has("Transfer-Encoding");
        boolean counted = fields.has("Content-Length");
        if (coded && counted) {
            throw malformed("Transfer-Encoding together with Content-Length");
        }
        if (coded) {
            if (version == Version.HTTP_1_0) {
                throw malformed("Transfer-Encoding in a message of HTTP/1.0");
            }
            checkCoding(fields);
            return Optional.of(new Chunked());
        }
        return counted
                ? Optional.of(new Length(length(fields, permitRepeatedLength)))
                : Optional.empty();
    }

    private static void checkCoding(Fields fields) throws MalformedMessageException {
        if (fields.count("Transfer-Encoding") > 1) {
            throw malformed("more than one Transfer-Encoding");
        }
        List<String> codings = fields.members("Transfer-Encoding");
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
        List<String> members = fields.members("Content-Length");
        if (members.size() > 1 && !permitRepeated) {
            throw malformed(
                    "more than one Content-Length; permit-repeated-content-length allows equal ones");
        }
        long length = length(members.getFirst());
        for (String other : members) {
            if (length(other) != length) {
                throw malformed("two values of Content-Length that differ");
            }
        }
        return length;
    }

    private static long length(String digits) throws MalformedMessageException {
        if (digits.isEmpty() || digits.length() > 19 || !digits.chars().allMatch(Octets::isDigit)) {
            throw malformed("a Content-Length that is not 1 to 19 digits");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException above) {
            throw malformed("a Content-Length above " + Long.MAX_VALUE);
        }
    }

    private static MalformedMessageException malformed(String what) {
        return new MalformedMessageException(400, what);
    }
}
