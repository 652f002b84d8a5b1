package org.stockade.auth.ldap.internal;

import org.stockade.auth.ldap.internal.LdapSettings.Security;

/** Where a directory is served. */
record Server(String host, int port) {
    private static final int LDAP = 389;
    private static final int LDAPS = 636;

    /** Reads {@code ldap.example.com}, {@code ldap.example.com:636}, {@code [2001:db8::1]:636}. */
    static Server parse(String text, Security security) {
        int colon = text.lastIndexOf(':');
        boolean hasPort =
                colon > text.lastIndexOf(']') && text.indexOf(':') == colon
                        || text.startsWith("[") && colon > text.lastIndexOf(']');
        String host = hasPort ? text.substring(0, colon) : text;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = security == Security.LDAPS ? LDAPS : LDAP;
        if (hasPort) {
            String digits = text.substring(colon + 1);
            port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        }
        if (host.isBlank()
                || !host.matches("[A-Za-z0-9._:%-]{1,255}")
                || port < 1
                || port > 65535) {
            throw new IllegalArgumentException(
                    "server \""
                            + text
                            + "\" is no host with a port; use ldap.example.com or"
                            + " ldap.example.com:636");
        }
        return new Server(host, port);
    }
}
