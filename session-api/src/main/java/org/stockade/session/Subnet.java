package org.stockade.session;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.stockade.endpoint.SockAddr;

/**
 * An address and a prefix length, RFC 4632 and RFC 4291 section 2.3. The address is kept as
 * written; comparison masks it.
 *
 * @param prefix 0 to 32 or 128
 */
public record Subnet(InetAddress address, int prefix) {
    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

    public Subnet {
        int most = 8 * address.getAddress().length;
        if (prefix < 0 || prefix > most) {
            throw new IllegalArgumentException(
                    "prefix length " + prefix + " is out of range; use 0 to " + most);
        }
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or an address alone for a subnet of one. What is
     * written with colons is IPv6, an IPv4-mapped address too.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        String ip = slash < 0 ? text : text.substring(0, slash);
        InetAddress address =
                SockAddr.literal(ip)
                        .map(literal -> ip.indexOf(':') >= 0 ? asIpv6(literal) : literal)
                        .orElseThrow(() -> malformed(text, "it is not an address"));
        int most = 8 * address.getAddress().length;
        if (slash < 0) {
            return new Subnet(address, most);
        }
        String digits = text.substring(slash + 1);
        if (!PREFIX.matcher(digits).matches() || Integer.parseInt(digits) > most) {
            throw malformed(text, "its prefix length is not a number from 0 to " + most);
        }
        return new Subnet(address, Integer.parseInt(digits));
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not a subnet: " + why + "; use 10.0.0.0/8 or fd00::/8");
    }

    /** The JDK reads an IPv4-mapped literal as the IPv4 address: this keeps its family. */
    private static InetAddress asIpv6(InetAddress literal) {
        if (literal instanceof Inet6Address) {
            return literal;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(literal.getAddress(), 0, mapped, 12, 4);
        try {
            return Inet6Address.getByAddress(null, mapped, -1);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether this is an IPv4 subnet. */
    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** Whether the address lies in this subnet; never for the other family. */
    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (ours[i] != theirs[i]) {
                return false;
            }
        }
        int rest = prefix % 8;
        return rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xff) >>> (8 - rest) == 0;
    }

    /** Whether every address of the other subnet lies in this one. */
    public boolean contains(Subnet other) {
        return other.prefix >= prefix && contains(other.address);
    }

    /** The lowest address: host bits cleared. */
    public InetAddress network() {
        return combine(address.getAddress(), new byte[address.getAddress().length]);
    }

    /** The highest address: host bits set; the broadcast address of an IPv4 subnet. */
    public InetAddress broadcast() {
        byte[] ones = new byte[address.getAddress().length];
        java.util.Arrays.fill(ones, (byte) 0xff);
        return combine(address.getAddress(), ones);
    }

    /** The mask: network bits set. */
    public InetAddress netmask() {
        byte[] ones = new byte[address.getAddress().length];
        java.util.Arrays.fill(ones, (byte) 0xff);
        return combine(ones, new byte[ones.length]);
    }

    /**
     * Our network bits with as many host bits of {@code host} as fit; the families must be equal.
     */
    public InetAddress map(InetAddress host) {
        byte[] bits = host.getAddress();
        if (bits.length != address.getAddress().length) {
            throw new IllegalArgumentException(
                    host.getHostAddress() + " is not of the family of " + this);
        }
        return combine(address.getAddress(), bits);
    }

    /** The host bits of an address; the families must be equal. */
    public InetAddress host(InetAddress of) {
        if (of.getAddress().length != address.getAddress().length) {
            throw new IllegalArgumentException(
                    of.getHostAddress() + " is not of the family of " + this);
        }
        return combine(new byte[of.getAddress().length], of.getAddress());
    }

    /** Network bits of the one, host bits of the other. */
    private InetAddress combine(byte[] network, byte[] host) {
        byte[] result = new byte[network.length];
        for (int i = 0; i < result.length; i++) {
            int bitsHere = Math.max(0, Math.min(8, prefix - 8 * i));
            int mask = 0xff << (8 - bitsHere) & 0xff;
            result[i] = (byte) (network[i] & mask | host[i] & ~mask);
        }
        try {
            // The JDK would make an IPv4-mapped result an IPv4 address.
            return result.length == 4
                    ? InetAddress.getByAddress(result)
                    : Inet6Address.getByAddress(null, result, -1);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The address as written and the prefix length; IPv4-mapped as in RFC 5952 section 5. */
    @Override
    public String toString() {
        SockAddr shown = new SockAddr(address, 0);
        String mapped = shown.isIpv4() && !isIpv4() ? "::ffff:" : "";
        return mapped + shown.ip() + "/" + prefix;
    }
}
