package org.stockade.endpoint;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An IP address and a port, 0 to 65535; never a host name. IPv4-mapped IPv6 addresses are the IPv4
 * address they stand for.
 *
 * @throws IllegalArgumentException if the port is out of range
 */
public record SockAddr(InetAddress address, int port) {
    /** Eight groups, the last two perhaps as a dotted quad. */
    private static final int LONGEST_IPV6 = 45;

    public SockAddr {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is out of range; use 0 to 65535");
        }
        address = withoutName(address);
    }

    private static InetAddress withoutName(InetAddress address) {
        try {
            return address instanceof Inet6Address six && six.getScopeId() != 0
                    ? Inet6Address.getByAddress(null, six.getAddress(), six.getScopeId())
                    : InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The address of a socket, without asking for its name. */
    public static SockAddr of(InetSocketAddress socket) {
        return new SockAddr(socket.getAddress(), socket.getPort());
    }

    /**
     * An address literal and a port.
     *
     * @throws IllegalArgumentException if {@code ip} is no literal; nothing is ever resolved
     */
    public static SockAddr of(String ip, int port) {
        return new SockAddr(
                literal(ip)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "\"" + ip + "\" is not an IPv4 or IPv6 address")),
                port);
    }

    /**
     * Reads {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static SockAddr parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        if (colon < 1 || (bracketed && text.charAt(colon - 1) != ']')) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" is not an address and port; use 192.0.2.1:80 or [2001:db8::1]:80");
        }
        String ip = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
        if (!bracketed && ip.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\": an IPv6 address with a port stands in brackets: [2001:db8::1]:80");
        }
        PortRange port = PortRange.parse(text.substring(colon + 1));
        if (!port.isSingle()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\": one port, not a range, is wanted here");
        }
        return of(ip, port.low());
    }

    /**
     * The address this literal names: four decimal parts without leading zeros, or RFC 4291 section
     * 2.2; never a look-up.
     */
    public static Optional<InetAddress> literal(String ip) {
        if (ip.indexOf(':') >= 0 ? !isOfIpv6(ip) : !isDottedQuad(ip)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(ip));
        } catch (UnknownHostException notALiteral) {
            return Optional.empty();
        }
    }

    /**
     * Whether it has the octets of an IPv6 literal: with a colon among them it is never resolved.
     */
    private static boolean isOfIpv6(String ip) {
        if (ip.length() > LONGEST_IPV6) {
            return false;
        }
        for (int i = 0; i < ip.length(); i++) {
            char c = ip.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.' || c > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDottedQuad(String ip) {
        int parts = 1;
        int value = -1;
        for (int i = 0; i < ip.length(); i++) {
            char c = ip.charAt(i);
            if (c == '.') {
                if (value < 0) {
                    return false;
                }
                parts++;
                value = -1;
            } else if (c < '0' || c > '9' || value == 0) {
                // A leading zero is octal to some and decimal to others.
                return false;
            } else {
                value = Math.max(value, 0) * 10 + c - '0';
                if (value > 255) {
                    return false;
                }
            }
        }
        return parts == 4 && value >= 0;
    }

    /** Whether this is an IPv4 address. */
    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** The same address with another port. */
    public SockAddr withPort(int other) {
        return other == port ? this : new SockAddr(address, other);
    }

    /** The same for the JDK. */
    public InetSocketAddress toSocket() {
        return new InetSocketAddress(address, port);
    }

    /** The address alone: {@code 192.0.2.1}, {@code 2001:db8::1}. */
    public String ip() {
        return address instanceof Inet6Address six ? compressed(six) : address.getHostAddress();
    }

    /** The form of session records: {@code AF_INET(192.0.2.1:80)}, {@code AF_INET6([::1]:80)}. */
    public String format() {
        return (isIpv4() ? "AF_INET(" : "AF_INET6(") + this + ")";
    }

    /** {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}. */
    @Override
    public String toString() {
        return isIpv4() ? ip() + ":" + port : "[" + ip() + "]:" + port;
    }

    /** RFC 5952: lower case, the first longest run of two or more zero groups is {@code ::}. */
    private static String compressed(Inet6Address six) {
        byte[] raw = six.getAddress();
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && raw[2 * (i + run)] == 0 && raw[2 * (i + run) + 1] == 0) {
                run++;
            }
            if (run > bestLength) {
                bestStart = i;
                bestLength = run;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString((raw[2 * i] & 0xff) << 8 | (raw[2 * i + 1] & 0xff)));
        }
        return six.getScopeId() == 0 ? text.toString() : text + "%" + six.getScopeId();
    }
}
