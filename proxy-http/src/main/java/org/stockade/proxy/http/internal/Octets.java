package org.stockade.proxy.http.internal;

/** Classes of octets of RFC 9110 section 5.6 and RFC 3986 section 2, each held in one char. */
final class Octets {
    private static final boolean[] TOKEN = set("!#$%&'*+-.^_`|~");
    private static final boolean[] UNRESERVED = set("-._~");

    private Octets() {}

    private static boolean[] set(String others) {
        boolean[] set = new boolean[128];
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

    /** The value of a hexadecimal digit, -1 if it is none. */
    static int hex(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
