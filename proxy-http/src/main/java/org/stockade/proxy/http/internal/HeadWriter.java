package org.stockade.proxy.http.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A head as it goes out, put together in octets that serve one head of the connection after the
 * other.
 */
final class HeadWriter {
    /** What a head needs as a rule; the room that a larger one took is not kept. */
    private static final int USUAL = 1024;

    private static final int KEPT = 4096;

    /** 2^63-1 has 19 digits. */
    private static final int MOST_DIGITS = 19;

    private static final byte[] NOTHING = {};

    private byte[] octets = NOTHING;
    private ByteBuffer view = ByteBuffer.wrap(NOTHING);
    private int length;

    /** Begins a new head: the last one is gone. */
    HeadWriter begin() {
        length = 0;
        if (octets.length > KEPT) {
            rest();
        }
        return this;
    }

    /** Lets go of its room while no head is to be expected soon. */
    void rest() {
        length = 0;
        octets = NOTHING;
        view = ByteBuffer.wrap(NOTHING);
    }

    /** One octet per char, none of which is above U+00FF. */
    @SuppressWarnings("deprecation") // It drops the upper half of each char: there is none.
    HeadWriter text(String text) {
        require(text.length());
        text.getBytes(0, text.length(), octets, length);
        length += text.length();
        return this;
    }

    HeadWriter octets(byte[] from) {
        return octets(from, 0, from.length);
    }

    HeadWriter octets(byte[] source, int from, int to) {
        require(to - from);
        System.arraycopy(source, from, octets, length, to - from);
        length += to - from;
        return this;
    }

    /** A number that is not negative, in decimal digits. */
    HeadWriter number(long number) {
        require(2 * MOST_DIGITS);
        int end = length + 2 * MOST_DIGITS;
        int at = end;
        long rest = number;
        do {
            octets[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        // Written from behind; the room is large enough for both not to overlap.
        System.arraycopy(octets, at, octets, length, end - at);
        length += end - at;
        return this;
    }

    /** A field line: name, colon, blank, value, CRLF. */
    HeadWriter line(byte[] source, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int named = nameTo - nameFrom;
        int valued = valueTo - valueFrom;
        require(named + valued + 4);
        int at = length;
        System.arraycopy(source, nameFrom, octets, at, named);
        at += named;
        octets[at] = ':';
        octets[at + 1] = ' ';
        System.arraycopy(source, valueFrom, octets, at + 2, valued);
        length = at + 2 + valued;
        return crlf();
    }

    HeadWriter crlf() {
        require(2);
        octets[length] = '\r';
        octets[length + 1] = '\n';
        length += 2;
        return this;
    }

    private void require(int more) {
        if (octets.length - length < more) {
            int room = Math.max(octets.length * 2, length + more);
            octets = Arrays.copyOf(octets, Math.max(USUAL, room));
            view = ByteBuffer.wrap(octets);
        }
    }

    /** The head so far, to write; valid until the next change. */
    ByteBuffer octets() {
        return view.limit(length).position(0);
    }

    @Override
    public String toString() {
        return Octets.text(octets, 0, length);
    }
}
