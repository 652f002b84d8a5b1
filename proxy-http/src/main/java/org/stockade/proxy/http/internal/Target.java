package org.stockade.proxy.http.internal;

import java.util.Locale;

/**
 * A request target in one of its four forms (RFC 9112 section 3.2), canonical.
 *
 * @param scheme in lower case; empty in origin, asterisk and authority form
 * @param authority where the target names one; else that of {@code Host}, put in later
 * @param path with query; {@code *} in asterisk form, empty in authority form
 */
record Target(Form form, String scheme, Authority authority, String path) {
    enum Form {
        ORIGIN,
        ABSOLUTE,
        AUTHORITY,
        ASTERISK
    }

    private static final String HTTP = "http";

    static final Authority NOWHERE = new Authority("", 0);

    /**
     * Reads the target of a request with this method.
     *
     * @throws MalformedMessageException with 400
     */
    static Target parse(String method, String text, Authorities authorities)
            throws MalformedMessageException {
        if (method.equals("CONNECT")) {
            Authority authority = authorities.parse(text, 0, text.length());
            if (authority.port() == 0) {
                throw new MalformedMessageException(400, "CONNECT needs a host and a port");
            }
            return new Target(Form.AUTHORITY, "", authority, "");
        }
        if (text.startsWith("/")) {
            return new Target(Form.ORIGIN, "", NOWHERE, UrlPath.canonical(text));
        }
        if (text.equals("*")) {
            if (!method.equals("OPTIONS")) {
                throw new MalformedMessageException(400, "the target * is for OPTIONS alone");
            }
            return new Target(Form.ASTERISK, "", NOWHERE, "*");
        }
        return absolute(method, text, authorities);
    }

    private static Target absolute(String method, String text, Authorities authorities)
            throws MalformedMessageException {
        int colon = text.indexOf("://");
        if (colon < 1 || !isScheme(text.substring(0, colon))) {
            throw new MalformedMessageException(
                    400, "the request target is neither a path nor an absolute URL");
        }
        if (colon != HTTP.length() || !text.regionMatches(true, 0, HTTP, 0, colon)) {
            throw new MalformedMessageException(
                    400,
                    "Unsupported scheme: " + text.substring(0, colon).toLowerCase(Locale.ROOT));
        }
        int end = colon + 3;
        while (end < text.length() && "/?#\\".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String rest = text.substring(end);
        if (!rest.isEmpty() && rest.charAt(0) != '/') {
            throw new MalformedMessageException(400, "the URL has no path behind its host");
        }
        Authority authority = authorities.parse(text, colon + 3, end);
        // RFC 9112 section 3.2.4: a proxy turns the URL without a path back into *.
        boolean wholeServer = rest.isEmpty() && method.equals("OPTIONS");
        return new Target(
                Form.ABSOLUTE, HTTP, authority, wholeServer ? "*" : UrlPath.canonical(rest));
    }

    private static boolean isScheme(String text) {
        return text.chars()
                .allMatch(
                        c ->
                                (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || Octets.isDigit(c)
                                        || "+-.".indexOf(c) >= 0);
    }

    /** The same at the server that {@code Host} names, for a target that names none. */
    Target at(Authority host) {
        return new Target(form, HTTP, host, path);
    }

    /** The absolute URL that policy, log and children see. */
    String url() {
        return switch (form) {
            case AUTHORITY -> authority.toString();
            case ASTERISK -> "http://" + authority.toHostField(80);
            case ORIGIN, ABSOLUTE ->
                    "http://" + authority.toHostField(80) + (path.equals("*") ? "" : path);
        };
    }
}
