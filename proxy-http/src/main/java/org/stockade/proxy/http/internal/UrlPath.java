package org.stockade.proxy.http.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Path and query of a URL in the one form that the policy sees and the server gets, so that both
 * mean the same resource (RFC 3986 section 6.2.2): escapes in upper case, escapes of unreserved
 * octets decoded, octets that a URL cannot hold escaped, dot segments removed.
 */
final class UrlPath {
    private static final String ESCAPED_IN_PATH = "\"<>";
    private static final String HEX = "0123456789ABCDEF";

    private static final boolean[] PLAIN = plain();

    private UrlPath() {}

    private static boolean[] plain() {
        boolean[] plain = new boolean[0x7f];
        for (char c = 0x21; c < plain.length; c++) {
            plain[c] = "%#\\\"<>".indexOf(c) < 0;
        }
        return plain;
    }

    /**
     * Canonical path and query of a request target.
     *
     * @param target begins with a slash, or is empty, or begins with a question mark
     * @throws MalformedMessageException with 400
     */
    static String canonical(String target) throws MalformedMessageException {
        if (isPlain(target)) {
            return target;
        }
        if (target.indexOf('#') >= 0) {
            throw malformed("a request target has no fragment");
        }
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        String canonical = withoutDots(escape(path, true));
        refuseOverlong(canonical);
        return query.isEmpty() ? canonical : canonical + "?" + escape(query, false);
    }

    /**
     * Whether nothing is in it that could have a second form: so are most, and stay as they are.
     */
    private static boolean isPlain(String target) {
        int length = target.length();
        char last = 0;
        for (int i = 0; i < length; i++) {
            char c = target.charAt(i);
            if (c >= PLAIN.length || !PLAIN[c] || (c == '.' && last == '/')) {
                return false;
            }
            last = c;
        }
        return length > 0 && target.charAt(0) == '/' && last != '?';
    }

    private static String escape(String part, boolean path) throws MalformedMessageException {
        StringBuilder out = new StringBuilder(part.length() + 16);
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%') {
                int octet = octet(part, i);
                if (path && Octets.isControl(octet)) {
                    throw malformed(
                            String.format("the control octet %%%02X is in the path", octet));
                }
                if (Octets.isUnreserved(octet)) {
                    out.append((char) octet);
                } else {
                    append(out, octet);
                }
                i += 2;
            } else if (c == '\\' && path) {
                throw malformed("a backslash is in the path");
            } else if (c <= 0x20 || c >= 0x7f || ESCAPED_IN_PATH.indexOf(c) >= 0) {
                append(out, c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int octet(String part, int at) throws MalformedMessageException {
        int high = at + 2 < part.length() ? Octets.hex(part.charAt(at + 1)) : -1;
        int low = high < 0 ? -1 : Octets.hex(part.charAt(at + 2));
        if (low < 0) {
            throw malformed("a % is not followed by two hexadecimal digits");
        }
        return high << 4 | low;
    }

    private static void append(StringBuilder out, int octet) {
        out.append('%').append(HEX.charAt(octet >> 4 & 15)).append(HEX.charAt(octet & 15));
    }

    /** RFC 3986 section 5.2.4; a path that climbs above its root is refused, not cut. */
    private static String withoutDots(String path) throws MalformedMessageException {
        if (!path.contains("/.")) {
            return path.isEmpty() ? "/" : path;
        }
        List<String> kept = new ArrayList<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            switch (segments[i]) {
                case "." -> {}
                case ".." -> {
                    if (kept.isEmpty()) {
                        throw malformed("the path climbs above its root");
                    }
                    kept.removeLast();
                }
                default -> {
                    kept.add(segments[i]);
                    last = false;
                }
            }
            if (last) {
                kept.add("");
            }
        }
        return "/" + String.join("/", kept);
    }

    /**
     * An octet sequence that some decoders read as a shorter one, %C0%AE as a dot, has two
     * meanings.
     */
    private static void refuseOverlong(String path) throws MalformedMessageException {
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 3)) {
            int lead = Octets.hex(path.charAt(at + 1)) << 4 | Octets.hex(path.charAt(at + 2));
            if (lead < 0xc0 || at + 5 >= path.length() || path.charAt(at + 3) != '%') {
                continue;
            }
            int next = Octets.hex(path.charAt(at + 4)) << 4 | Octets.hex(path.charAt(at + 5));
            boolean continues = (next & 0xc0) == 0x80;
            if (continues
                    && (lead <= 0xc1
                            || (lead == 0xe0 && next < 0xa0)
                            || (lead == 0xf0 && next < 0x90))) {
                throw malformed("the path holds an over-long UTF-8 sequence");
            }
        }
    }

    private static MalformedMessageException malformed(String why) {
        return new MalformedMessageException(400, "the URL is not valid: " + why);
    }
}
