package org.stockade.proxy.http.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Octets of a message: their classes (RFC 9110 section 5.6, RFC 3986 section 2), their text. */
final class Octets {
    private static final boolean[] TOKEN = set("!#$%&'*+-.^_`|~");
    private static final boolean[] UNRESERVED = set("-._~");

    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long BLANKS = 0x2020_2020_2020_2020L;
    private static final long DELS = 0x7f7f_7f7f_7f7f_7f7fL;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private Octets() {}

    private static boolean[] set(String others) {
        boolean[] set = new boolean[256];
        for (char c = 0; c < 128; c++) {
            set[c] =
                    (c >= '0' && c <= '9')
                            || (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || others.indexOf(c) >= 0;
        }
        return set;
    }

    /** {@code tchar} of RFC 9110 section 5.6.2. */
    static boolean isToken(int c) {
        return c >= 0 && c < 128 && TOKEN[c];
    }

    /** Whether {@code text} is one token, not empty. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isToken(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** {@code unreserved} of RFC 3986 section 2.3. */
    static boolean isUnreserved(int c) {
        return c >= 0 && c < 128 && UNRESERVED[c];
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** A control octet: below a blank, or DEL. */
    static boolean isControl(int c) {
        return (c >= 0 && c < 0x20) || c == 0x7f;
    }

    /** A blank or a tab: {@code OWS} of RFC 9110 section 5.6.3. */
    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** The value of a hexadecimal digit, -1 if it is none. */
    static int hex(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** Whether the range is one token; not if it is empty, or {@code to} lies before it. */
    static boolean areToken(byte[] octets, int from, int to) {
        int at = from;
        while (at < to && TOKEN[octets[at] & 0xff]) {
            at++;
        }
        return at == to && from < to;
    }

    /** Where the first control octet stands, or {@code to}. */
    static int firstControl(byte[] octets, int from, int to) {
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long eight = (long) EIGHT.get(octets, at);
            long found = (eight - BLANKS) & ~eight & HIGHS | zeros(eight ^ DELS);
            if (found != 0) {
                return at + first(found);
            }
        }
        while (at < to && !isControl(octets[at])) {
            at++;
        }
        return at;
    }

    /** Where {@code wanted} stands first, or -1. */
    static int indexOf(byte[] octets, int from, int to, char wanted) {
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long found = zeros((long) EIGHT.get(octets, at) ^ wanted * ONES);
            if (found != 0) {
                return at + first(found);
            }
        }
        for (; at < to; at++) {
            if (octets[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /** Marks zero octets. The lowest mark is right; one above it may be a borrow's doing. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & HIGHS;
    }

    private static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }

    /**
     * Whether the range is this text, its letters in either case.
     *
     * @param lowerCase letters, digits and hyphens: what becomes one of them with bit 0x20 set is
     *     the same in the other case, or a control octet, which no caller has
     */
    static boolean spell(byte[] octets, int from, int to, byte[] lowerCase) {
        int length = lowerCase.length;
        if (to - from != length) {
            return false;
        }
        int at = 0;
        for (; at + 8 <= length; at += 8) {
            if (((long) EIGHT.get(octets, from + at) | BLANKS) != (long) EIGHT.get(lowerCase, at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if ((octets[from + at] | 0x20) != lowerCase[at]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the range is this text, octet by octet. */
    static boolean are(byte[] octets, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((octets[from + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** One char per octet. */
    static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** One octet per char. */
    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
