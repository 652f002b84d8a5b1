package org.stockade.proxy.http.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The field lines of one message, in their order (RFC 9110 section 5): places in the octets of its
 * head, which are text only where somebody asks. Names compare without case.
 *
 * <p>Used again for the next message of the connection; what is to outlive this one is copied out.
 */
final class Fields {
    /** A head with more lines than this leaves its tables to the garbage collector. */
    private static final int KEPT = 64;

    private static final int FEW = 16;
    private static final int PLACES = 4;

    private byte[] octets = new byte[0];
    private FieldName[] names = new FieldName[FEW];
    private int[] places = new int[FEW * PLACES];
    private int size;
    private long present;
    private final Members walk = new Members(this);

    /** Forgets all lines. */
    void clear() {
        size = 0;
        present = 0;
        if (names.length > KEPT) {
            names = new FieldName[FEW];
            places = new int[FEW * PLACES];
        }
    }

    /**
     * Adds a line.
     *
     * @param octets of the whole head so far; what was added before stands there at its place, too
     * @param name what stands from {@code nameFrom} to {@code nameTo}
     */
    void add(byte[] octets, FieldName name, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        this.octets = octets;
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            places = Arrays.copyOf(places, size * 2 * PLACES);
        }
        int at = size * PLACES;
        places[at] = nameFrom;
        places[at + 1] = nameTo;
        places[at + 2] = valueFrom;
        places[at + 3] = valueTo;
        names[size++] = name;
        present |= name.bit();
    }

    int size() {
        return size;
    }

    /** The name of a line, or {@link FieldName#OTHER}, whose {@link #nameText} differ. */
    FieldName name(int index) {
        return names[index];
    }

    String nameText(int index) {
        return Octets.text(octets, places[index * PLACES], places[index * PLACES + 1]);
    }

    String value(int index) {
        return Octets.text(octets, valueFrom(index), valueTo(index));
    }

    byte[] octets() {
        return octets;
    }

    int valueFrom(int index) {
        return places[index * PLACES + 2];
    }

    int valueTo(int index) {
        return places[index * PLACES + 3];
    }

    boolean has(FieldName name) {
        return name.in(present);
    }

    /** Whether a line bears one of these names. */
    boolean hasAny(long set) {
        return (present & set) != 0;
    }

    /** How many lines bear this name. */
    int count(FieldName name) {
        int count = 0;
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            count++;
        }
        return count;
    }

    /** The first line from {@code from} on that bears this name, or -1. */
    int indexOf(FieldName name, int from) {
        if (has(name)) {
            for (int i = from; i < size; i++) {
                if (names[i] == name) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** The value of the first line of this name. */
    Optional<String> first(FieldName name) {
        int index = indexOf(name, 0);
        return index < 0 ? Optional.empty() : Optional.of(value(index));
    }

    /** Goes through the members of this name: one walk at a time, a new one ends the last. */
    Members walk(FieldName name) {
        return walk.begin(name);
    }

    /** The members of all comma-separated lists of this name, in their order, blanks removed. */
    List<String> members(FieldName name) {
        List<String> texts = new ArrayList<>(4);
        Members members = walk(name);
        while (members.next()) {
            texts.add(members.text());
        }
        return texts;
    }

    /**
     * Whether a list of this name has this member.
     *
     * @param member in lower case; compared without case
     */
    boolean hasMember(FieldName name, byte[] member) {
        if (has(name)) {
            Members members = walk(name);
            while (members.next()) {
                if (members.is(member)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Writes one line, name and value as they came, anew what stands between and behind them. */
    void writeTo(HeadWriter out, int index) {
        int at = index * PLACES;
        out.line(octets, places[at], places[at + 1], places[at + 2], places[at + 3]);
    }

    /** The lines as they go on the wire, each with its CRLF. */
    @Override
    public String toString() {
        HeadWriter out = new HeadWriter();
        for (int i = 0; i < size; i++) {
            writeTo(out, i);
        }
        return out.toString();
    }
}
