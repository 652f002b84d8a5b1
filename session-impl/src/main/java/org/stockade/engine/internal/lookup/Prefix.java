package org.stockade.engine.internal.lookup;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.stockade.session.Subnet;

/**
 * The first {@code length} bits of an address, the others cleared: what two subnets have in common
 * exactly if they are the same. IPv4 addresses stand in the upper half of {@code high}.
 */
record Prefix(boolean ipv4, long high, long low, int length) {

    static Prefix of(Subnet subnet) {
        return of(subnet.address()).cut(subnet.prefix());
    }

    /** The prefix that is the whole address. */
    static Prefix of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? new Prefix(true, (long) bytes.getInt() << 32, 0, 32)
                : new Prefix(false, bytes.getLong(), bytes.getLong(), 128);
    }

    /** The first {@code bits} of this one; 0 to {@link #length}. */
    Prefix cut(int bits) {
        return bits == length
                ? this
                : new Prefix(ipv4, high & mask(bits), low & mask(bits - 64), bits);
    }

    /** A word whose first {@code bits} are set. Java would shift by 64 not at all. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }
}
