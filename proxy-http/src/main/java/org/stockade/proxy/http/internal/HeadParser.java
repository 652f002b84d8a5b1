package org.stockade.proxy.http.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Parses one head, in place and as its octets come: each octet is looked at once, however they are
 * split. Lines end with CRLF and nothing else (RFC 9112 section 2.2 lets us refuse a bare LF).
 */
final class HeadParser {
    private enum Part {
        START_LINE,
        FIELDS,
        COMPLETE
    }

    private final HeadLimits limits;
    private final boolean inStatusLine;
    private final Fields fields = new Fields();
    private int emptyLinesLeft;
    private String startLine = "";
    private Part part;
    private int scanned;
    private int lineStart;

    private HeadParser(HeadLimits limits, Part part, int emptyLinesLeft, boolean inStatusLine) {
        this.limits = limits;
        this.part = part;
        this.emptyLinesLeft = emptyLinesLeft;
        this.inStatusLine = inStatusLine;
    }

    /**
     * For a request: two empty lines before it are forgiven (RFC 9112 section 2.2), a third is not.
     */
    static HeadParser request(HeadLimits limits) {
        return new HeadParser(limits, Part.START_LINE, 2, false);
    }

    static HeadParser response(HeadLimits limits) {
        return new HeadParser(limits, Part.START_LINE, 0, true);
    }

    /** For the trailer section behind the last chunk, up to its empty line. */
    static HeadParser trailers(HeadLimits limits) {
        return new HeadParser(limits, Part.FIELDS, 0, false);
    }

    /**
     * Goes on where the last call stopped.
     *
     * @param unread begins with the head's first octet, in every call
     * @return whether the head is complete; it is {@link #length()} octets long then
     * @throws MalformedMessageException at the first octet that no head can hold there
     */
    boolean parse(ByteBuffer unread) throws MalformedMessageException {
        int base = unread.position();
        int end = unread.remaining();
        while (scanned < end && part != Part.COMPLETE) {
            byte octet = unread.get(base + scanned);
            if (octet == '\r') {
                if (scanned + 1 == end) {
                    break;
                }
                if (unread.get(base + scanned + 1) != '\n') {
                    throw new MalformedMessageException(400, "a bare CR in " + place());
                }
                line(unread, base + lineStart, scanned - lineStart);
                scanned += 2;
                lineStart = scanned;
            } else {
                check(octet);
                scanned++;
            }
        }
        if (scanned > limits.octets()) {
            throw new MalformedMessageException(
                    431, "the head has more than " + limits.octets() + " octets: max-header-bytes");
        }
        return part == Part.COMPLETE;
    }

    private void check(byte octet) throws MalformedMessageException {
        if (octet == '\n') {
            throw new MalformedMessageException(400, "a bare LF in " + place());
        }
        boolean tab = octet == '\t' && part == Part.FIELDS;
        // A status line may: RFC 9112 section 4 has clients ignore the reason, and we replace it.
        boolean replaced = inStatusLine && part == Part.START_LINE && octet != 0;
        if (octet >= 0 && Octets.isControl(octet) && !tab && !replaced) {
            throw new MalformedMessageException(
                    400, String.format("the control octet 0x%02x in %s", octet, place()));
        }
        if (scanned - lineStart >= limits.line()) {
            throw part == Part.START_LINE
                    ? new MalformedMessageException(
                            414,
                            "the first line is over " + limits.line() + " octets: max-line-length")
                    : new MalformedMessageException(
                            431,
                            "a field line is over " + limits.line() + " octets: max-line-length");
        }
    }

    private String place() {
        return part == Part.START_LINE ? "the first line" : "field line " + (fields.size() + 1);
    }

    private void line(ByteBuffer unread, int at, int length) throws MalformedMessageException {
        if (part == Part.FIELDS) {
            if (length == 0) {
                part = Part.COMPLETE;
            } else {
                field(unread, at, length);
            }
        } else if (length > 0) {
            startLine = text(unread, at, length);
            part = Part.FIELDS;
        } else if (--emptyLinesLeft < 0) {
            throw new MalformedMessageException(400, "empty lines where a first line should be");
        }
    }

    private void field(ByteBuffer unread, int at, int length) throws MalformedMessageException {
        if (fields.size() == limits.lines()) {
            throw new MalformedMessageException(
                    431, "more than " + limits.lines() + " field lines: max-header-lines");
        }
        int colon = at;
        int end = at + length;
        while (colon < end && Octets.isToken(unread.get(colon))) {
            colon++;
        }
        // Also refuses line folding and blanks before the colon, RFC 9112 sections 5.1 and 5.2.
        if (colon == at || colon == end || unread.get(colon) != ':') {
            throw new MalformedMessageException(
                    400, place() + " does not begin with a name and a colon");
        }
        int from = colon + 1;
        while (from < end && isBlank(unread.get(from))) {
            from++;
        }
        while (end > from && isBlank(unread.get(end - 1))) {
            end--;
        }
        fields.add(text(unread, at, colon - at), text(unread, from, end - from));
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** One char per octet. */
    private static String text(ByteBuffer from, int at, int length) {
        byte[] octets = new byte[length];
        from.get(at, octets);
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** Whether more has come than empty lines that are forgiven. */
    boolean begun() {
        return part != Part.START_LINE || scanned > lineStart;
    }

    /** Octets of the head so far, its last empty line included once it is complete. */
    int length() {
        return scanned;
    }

    String startLine() {
        return startLine;
    }

    Fields fields() {
        return fields;
    }
}
