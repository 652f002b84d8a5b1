package org.stockade.engine.internal.lookup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import org.stockade.session.Subnet;

/**
 * The first {@code length} bits of a word of at most 128, the others cleared: what two subnets of a
 * family have in common exactly if they are the same. Shorter words, IPv4 addresses among them,
 * stand in the upper bits of {@code high}.
 */
record Prefix(long high, long low, int length) implements Comparable<Prefix> {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    static Prefix of(Subnet subnet) {
        byte[] octets = subnet.address().getAddress();
        return new Prefix(high(octets), low(octets), 8 * octets.length).cut(subnet.prefix());
    }

    /** The first {@code bits} of this one; 0 to {@link #length}. */
    Prefix cut(int bits) {
        return new Prefix(high & mask(bits), low & mask(bits - 64), bits);
    }

    /** The first 64 bits of an address of 4 or 16 octets. */
    static long high(byte[] octets) {
        // Octet by octet: the JIT does without the array then, which the JDK makes for each call.
        return octets.length == 4
                ? (long) octets[0] << 56
                        | (octets[1] & 0xffL) << 48
                        | (octets[2] & 0xffL) << 40
                        | (octets[3] & 0xffL) << 32
                : (long) LONG.get(octets, 0);
    }

    /** The bits behind them. */
    static long low(byte[] octets) {
        return octets.length == 4 ? 0 : (long) LONG.get(octets, 8);
    }

    static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    /** Whether every word that begins with the other one begins with this one. */
    boolean covers(Prefix other) {
        return length <= other.length
                && ((high ^ other.high) & mask(length)) == 0
                && ((low ^ other.low) & mask(length - 64)) == 0;
    }

    /** The first word behind all that begin with this one; all bits 0 if there is none. */
    Prefix next() {
        if (length <= 64) {
            return new Prefix(length == 0 ? 0 : high + (1L << (64 - length)), 0, length);
        }
        long sum = low + (1L << (128 - length));
        return new Prefix(sum == 0 ? high + 1 : high, sum, length);
    }

    /** In the order of the words, and of two that begin alike the shorter one first. */
    @Override
    public int compareTo(Prefix other) {
        int order = Long.compareUnsigned(high, other.high);
        if (order == 0) {
            order = Long.compareUnsigned(low, other.low);
        }
        return order == 0 ? Integer.compare(length, other.length) : order;
    }

    /** A word whose first {@code bits} are set. Java would shift by 64 not at all. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }
}
