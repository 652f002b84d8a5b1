package org.stockade.proxy.http.internal;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.stockade.endpoint.SockAddr;

/**
 * A host and, where one is named, a port (RFC 3986 section 3.2), in one canonical spelling.
 *
 * <p>No user information, no escapes, no address that only some programs read as one: what the
 * policy saw is what is connected to.
 *
 * @param host a name in lower case without its trailing dot, or an address literal without brackets
 * @param port 0: none named
 */
record Authority(String host, int port) {
    private static final int LONGEST_LABEL = 63;

    /**
     * Reads {@code host}, {@code host:port}, {@code [2001:db8::1]:port}.
     *
     * @param longest of the host, in octets
     * @throws MalformedMessageException with 400 if it is anything else
     */
    static Authority parse(String text, int longest) throws MalformedMessageException {
        int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
        if (text.startsWith("[") && bracket < 0) {
            throw malformed(text, "the bracket is not closed");
        }
        int colon = text.indexOf(':', bracket + 1);
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.length() > longest) {
            throw new MalformedMessageException(
                    400, "the host name is over " + longest + " octets: max-hostname-length");
        }
        if (bracket >= 0 && bracket != host.length() - 1) {
            throw malformed(text, "something stands behind the bracket");
        }
        int port = colon < 0 ? 0 : port(text, text.substring(colon + 1));
        return new Authority(
                bracket < 0 ? name(text, host) : six(text, host.substring(1, bracket)), port);
    }

    private static int port(String text, String digits) throws MalformedMessageException {
        if (digits.isEmpty()) {
            return 0;
        }
        if (digits.length() > 5 || !areDigits(digits)) {
            throw malformed(text, "the port is not a number");
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw malformed(text, "the port is not one of 1 to 65535");
        }
        return port;
    }

    private static String six(String text, String inside) throws MalformedMessageException {
        Optional<InetAddress> address =
                inside.indexOf(':') < 0 ? Optional.empty() : SockAddr.literal(inside);
        if (address.isEmpty()) {
            throw malformed(text, "no IPv6 address stands in the brackets");
        }
        return new SockAddr(address.get(), 0).ip();
    }

    private static String name(String text, String host) throws MalformedMessageException {
        String name =
                (host.endsWith(".") ? host.substring(0, host.length() - 1) : host)
                        .toLowerCase(Locale.ROOT);
        int label = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                if (i == label || i - label > LONGEST_LABEL) {
                    throw malformed(text, "a part of the host name is empty or over 63 octets");
                }
                label = i == name.length() ? label : i + 1;
            } else if (!isNameOctet(name.charAt(i))) {
                throw malformed(text, "a host name holds letters, digits, hyphens and dots only");
            }
        }
        // Programs differ on 0x7f.1, 2130706433 and 010.0.0.1: only the four decimal parts pass.
        if (looksNumeric(name.substring(label)) && SockAddr.literal(name).isEmpty()) {
            throw malformed(text, "an IPv4 address has four decimal parts");
        }
        return name;
    }

    private static boolean isNameOctet(int c) {
        return c == '-' || c == '_' || Octets.isDigit(c) || (c >= 'a' && c <= 'z');
    }

    private static boolean areDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Octets.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean looksNumeric(String label) {
        return areDigits(label)
                || (label.startsWith("0x")
                        && label.substring(2).chars().allMatch(c -> Octets.hex(c) >= 0));
    }

    private static MalformedMessageException malformed(String text, String why) {
        return new MalformedMessageException(400, "\"" + text + "\" is not a host: " + why);
    }

    /** The port, or this one where none is named. */
    int portOr(int usual) {
        return port == 0 ? usual : port;
    }

    /** As {@code Host} has it: the port only where it is not {@code usual}. */
    String toHostField(int usual) {
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == 0 || port == usual ? shown : shown + ":" + port;
    }

    /** Writes what {@link #toHostField} says. */
    HeadWriter writeTo(HeadWriter out, int usual) {
        if (host.indexOf(':') < 0) {
            out.text(host);
        } else {
            out.text("[").text(host).text("]");
        }
        return port == 0 || port == usual ? out : out.text(":").number(port);
    }

    @Override
    public String toString() {
        return toHostField(0);
    }
}
