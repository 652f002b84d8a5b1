package org.stockade.engine.internal.match;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.stockade.endpoint.SockAddr;

/**
 * An entry of a list of hosts: {@code example.com} and all below it, {@code =example.com} alone,
 * {@code .example.com} or {@code *.example.com} for what is below it, an address.
 *
 * @param name in lower case, other scripts as {@code xn--}, without the dot at its end; of an
 *     address the one way to write it
 * @param covers {@link #ITSELF}, {@link #BELOW} or both
 */
record HostEntry(String name, int covers) {
    static final int ITSELF = 1;
    static final int BELOW = 2;

    /** RFC 1035 section 2.3.4, as text. */
    static final int LONGEST = 253;

    private static final int LONGEST_LABEL = 63;

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none
     */
    static HostEntry parse(String written) {
        if (written.startsWith("=")) {
            return new HostEntry(host(written.substring(1), written), ITSELF);
        }
        if (written.startsWith("*.")) {
            return new HostEntry(host(written.substring(2), written), BELOW);
        }
        if (written.startsWith(".")) {
            return new HostEntry(host(written.substring(1), written), BELOW);
        }
        Optional<String> address = address(written);
        return address.isPresent()
                ? new HostEntry(address.get(), ITSELF)
                : new HostEntry(host(written, written), ITSELF | BELOW);
    }

    /** An address in the one way to write it. */
    static Optional<String> address(String written) {
        if (written.isEmpty() || written.indexOf(':') < 0 && !isDigit(written.charAt(0))) {
            return Optional.empty();
        }
        boolean bracketed = written.startsWith("[") && written.endsWith("]");
        Optional<InetAddress> literal =
                SockAddr.literal(bracketed ? written.substring(1, written.length() - 1) : written);
        return literal.map(each -> new SockAddr(each, 0).ip());
    }

    /** A name in lower case and ASCII, without the dot at its end; empty: it cannot be one. */
    static Optional<String> ascii(String written) {
        String name = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(IDN.toASCII(name).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /**
     * The plain name of a host.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String hostName(String written) {
        return host(written, written);
    }

    private static String host(String text, String written) {
        Optional<String> name = isAscii(text) ? Optional.of(plain(text)) : ascii(text);
        if (name.filter(HostEntry::isName).isEmpty()) {
            throw new IllegalArgumentException(
                    "\""
                            + (written.length() <= 100 ? written : written.substring(0, 100) + "…")
                            + "\" is not the name of a host; use example.com, =example.com for it"
                            + " alone, or .example.com for what is below it");
        }
        return name.get();
    }

    private static String plain(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** RFC 1123 section 2.1, and underscores; one that ends with a number is an address. */
    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            return false;
        }
        int label = 0;
        boolean number = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0 || name.charAt(i - 1) == '-') {
                    return false;
                }
                label = 0;
                number = true;
                continue;
            }
            boolean letter = c >= 'a' && c <= 'z' || c == '_';
            if (!letter && !isDigit(c) && (c != '-' || label == 0) || ++label > LONGEST_LABEL) {
                return false;
            }
            number &= isDigit(c);
        }
        return label > 0 && !number && !name.endsWith("-");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
