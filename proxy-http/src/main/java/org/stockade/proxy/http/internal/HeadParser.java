package org.stockade.proxy.http.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Parses one head after the other as their octets come: each octet is looked at once, however they
 * are split. Lines end with CRLF and nothing else (RFC 9112 section 2.2 lets us refuse a bare LF).
 *
 * <p>The head is copied once, to where it can be scanned eight octets at a time, and stays there as
 * long as {@link #fields()} are in use: until {@link #reset}.
 */
final class HeadParser {
    private enum Part {
        START_LINE,
        FIELDS,
        COMPLETE
    }

    private enum Kind {
        REQUEST,
        RESPONSE,
        TRAILERS
    }

    /** So much is copied at once: most heads, and not much of a body behind one. */
    private static final int PIECE = 1024;

    /** The room that a larger head took is not kept for the next one. */
    private static final int KEPT = 4 * PIECE;

    private static final byte[] NOTHING = {};

    private final HeadLimits limits;
    private final Kind kind;
    private final Fields fields = new Fields();
    private byte[] octets = NOTHING;
    private int copied;
    private int emptyLinesLeft;
    private int startFrom;
    private int startTo;
    private Part part = Part.START_LINE;
    private int scanned;
    private int lineStart;

    private HeadParser(HeadLimits limits, Kind kind) {
        this.limits = limits;
        this.kind = kind;
        reset();
    }

    /**
     * For requests: two empty lines before one are forgiven (RFC 9112 section 2.2), a third is not.
     */
    static HeadParser request(HeadLimits limits) {
        return new HeadParser(limits, Kind.REQUEST);
    }

    static HeadParser response(HeadLimits limits) {
        return new HeadParser(limits, Kind.RESPONSE);
    }

    /** For the trailer section behind the last chunk, up to its empty line. */
    static HeadParser trailers(HeadLimits limits) {
        return new HeadParser(limits, Kind.TRAILERS);
    }

    /** Forgets the last head, and begins the next one. */
    void reset() {
        fields.clear();
        if (octets.length > KEPT) {
            octets = NOTHING;
        }
        part = kind == Kind.TRAILERS ? Part.FIELDS : Part.START_LINE;
        emptyLinesLeft = kind == Kind.REQUEST ? 2 : 0;
        copied = 0;
        scanned = 0;
        lineStart = 0;
        startFrom = 0;
        startTo = 0;
    }

    /** Lets go of its room while no head is to be expected soon. */
    void rest() {
        reset();
        octets = NOTHING;
    }

    /**
     * Goes on where the last call stopped.
     *
     * @param unread begins with the head's first octet, in every call
     * @return whether the head is complete; it is {@link #length()} octets long then
     * @throws MalformedMessageException at the first octet that no head can hold there
     */
    boolean parse(ByteBuffer unread) throws MalformedMessageException {
        while (part != Part.COMPLETE && copied < unread.remaining()) {
            copy(unread);
            scan();
        }
        if (scanned > limits.octets()) {
            throw new MalformedMessageException(
                    431, "the head has more than " + limits.octets() + " octets: max-header-bytes");
        }
        return part == Part.COMPLETE;
    }

    private void copy(ByteBuffer unread) {
        int count = Math.min(PIECE, unread.remaining() - copied);
        if (octets.length < copied + count) {
            octets = Arrays.copyOf(octets, Math.max(PIECE, octets.length * 2));
        }
        unread.get(unread.position() + copied, octets, copied, count);
        copied += count;
    }

    private void scan() throws MalformedMessageException {
        while (part != Part.COMPLETE) {
            scanned = Octets.firstControl(octets, scanned, copied);
            if (scanned - lineStart > limits.line()) {
                throw tooLong();
            }
            if (scanned == copied) {
                return;
            }
            if (octets[scanned] != '\r') {
                checkControl(octets[scanned]);
                scanned++;
            } else if (scanned + 1 == copied) {
                return;
            } else {
                if (octets[scanned + 1] != '\n') {
                    throw new MalformedMessageException(400, "a bare CR in " + place());
                }
                line(lineStart, scanned);
                scanned += 2;
                lineStart = scanned;
            }
        }
    }

    private void checkControl(byte octet) throws MalformedMessageException {
        if (octet == '\n') {
            throw new MalformedMessageException(400, "a bare LF in " + place());
        }
        boolean tab = octet == '\t' && part == Part.FIELDS;
        // A status line may: RFC 9112 section 4 has clients ignore the reason, and we replace it.
        boolean replaced = kind == Kind.RESPONSE && part == Part.START_LINE && octet != 0;
        if (!tab && !replaced) {
            throw new MalformedMessageException(
                    400, String.format("the control octet 0x%02x in %s", octet, place()));
        }
        if (scanned - lineStart >= limits.line()) {
            throw tooLong();
        }
    }

    private MalformedMessageException tooLong() {
        return part == Part.START_LINE
                ? new MalformedMessageException(
                        414, "the first line is over " + limits.line() + " octets: max-line-length")
                : new MalformedMessageException(
                        431, "a field line is over " + limits.line() + " octets: max-line-length");
    }

    private String place() {
        return part == Part.START_LINE ? "the first line" : "field line " + (fields.size() + 1);
    }

    private void line(int from, int to) throws MalformedMessageException {
        if (part == Part.FIELDS) {
            if (from == to) {
                part = Part.COMPLETE;
            } else {
                field(from, to);
            }
        } else if (from < to) {
            startFrom = from;
            startTo = to;
            part = Part.FIELDS;
        } else if (--emptyLinesLeft < 0) {
            throw new MalformedMessageException(400, "empty lines where a first line should be");
        }
    }

    private void field(int lineFrom, int lineTo) throws MalformedMessageException {
        if (fields.size() == limits.lines()) {
            throw new MalformedMessageException(
                    431, "more than " + limits.lines() + " field lines: max-header-lines");
        }
        int colon = Octets.indexOf(octets, lineFrom, lineTo, ':');
        FieldName name = colon < 0 ? FieldName.OTHER : FieldName.of(octets, lineFrom, colon);
        // Also refuses line folding and blanks before the colon, RFC 9112 sections 5.1 and 5.2.
        if (name == FieldName.OTHER && !Octets.areToken(octets, lineFrom, colon)) {
            throw new MalformedMessageException(
                    400, place() + " does not begin with a name and a colon");
        }
        int from = colon + 1;
        int to = lineTo;
        while (from < to && Octets.isBlank(octets[from])) {
            from++;
        }
        while (to > from && Octets.isBlank(octets[to - 1])) {
            to--;
        }
        fields.add(octets, name, lineFrom, colon, from, to);
    }

    /** Whether more has come than empty lines that are forgiven. */
    boolean begun() {
        return part != Part.START_LINE || scanned > lineStart;
    }

    /** Octets of the head so far, its last empty line included once it is complete. */
    int length() {
        return scanned;
    }

    /**
     * The octets of the head; its first line stands from {@link #startFrom()} to {@link
     * #startTo()}.
     */
    byte[] octets() {
        return octets;
    }

    int startFrom() {
        return startFrom;
    }

    int startTo() {
        return startTo;
    }

    String startLine() {
        return Octets.text(octets, startFrom, startTo);
    }

    Fields fields() {
        return fields;
    }
}
