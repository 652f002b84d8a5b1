package org.stockade.engine.internal.replay;

import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.stockade.endpoint.SockAddr;

/**
 * The octets of one line, field by field. Every session makes one on its loop, so numbers and
 * addresses are written as digits, and never become texts of their own.
 */
final class RecordText {
    private static final int USUAL = 256;

    /** 2^63-1 has 19 digits. */
    private static final int MOST_DIGITS = 19;

    private byte[] octets = new byte[USUAL];
    private int length;

    /** A line that begins with this field, without a tab. */
    RecordText(String first) {
        text(first);
    }

    /** How long it is, in octets. */
    int length() {
        return length;
    }

    /** Forgets what is behind so many octets. */
    void cut(int to) {
        length = to;
    }

    byte[] toBytes() {
        return Arrays.copyOf(octets, length);
    }

    @Override
    public String toString() {
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    /** A field: what ends fields or lines in it becomes a question mark. */
    RecordText field(String text) {
        tab();
        int begin = length;
        text(text);
        for (int i = begin; i < length; i++) {
            byte octet = octets[i];
            // Octets of other characters are below 0 here.
            if (octet >= 0 && octet < ' ' || octet == 0x7f) {
                octets[i] = '?';
            }
        }
        return this;
    }

    /** A field of digits. */
    RecordText field(long number) {
        tab();
        number(number);
        return this;
    }

    /** A field with an address and its port. A scope is of this host alone: it is left out. */
    RecordText field(SockAddr address) {
        tab();
        if (address.address() instanceof Inet4Address four) {
            byte[] parts = four.getAddress();
            for (int i = 0; i < parts.length; i++) {
                if (i > 0) {
                    octet('.');
                }
                number(parts[i] & 0xff);
            }
        } else {
            octet('[');
            String ip = address.ip();
            int scope = ip.indexOf('%');
            text(scope < 0 ? ip : ip.substring(0, scope));
            octet(']');
        }
        octet(':');
        number(address.port());
        return this;
    }

    private void tab() {
        octet('\t');
    }

    private void octet(char ascii) {
        room(1);
        octets[length++] = (byte) ascii;
    }

    @SuppressWarnings("deprecation") // It drops the upper half of each char: there is none.
    private void text(String text) {
        int begin = length;
        room(text.length());
        text.getBytes(0, text.length(), octets, begin);
        length += text.length();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                length = begin;
                bytes(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
        }
    }

    private void bytes(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, octets, length, bytes.length);
        length += bytes.length;
    }

    private void number(long number) {
        if (number < 0) {
            text(Long.toString(number));
            return;
        }
        room(MOST_DIGITS);
        int digits = 1;
        for (long rest = number; rest > 9; rest /= 10) {
            digits++;
        }
        length += digits;
        long rest = number;
        for (int at = length - 1; at >= length - digits; at--) {
            octets[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private void room(int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + more));
        }
    }
}
