package org.stockade.engine.internal.nat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Where an IPv4 address lies in an IPv6 address: RFC 6052 section 2.2.
 *
 * @param mask length of the prefix in bits: 32, 40, 48, 56, 64 or 96
 */
record Embedding(int mask) {
    private static final List<Integer> MASKS = List.of(32, 40, 48, 56, 64, 96);

    /** Bits 64 to 71 are zero. */
    private static final int GAP = 8;

    Embedding {
        if (!MASKS.contains(mask)) {
            throw new IllegalArgumentException(
                    "prefix-mask " + mask + " is none of 32, 40, 48, 56, 64, 96");
        }
    }

    /** Which octet holds the n-th of the IPv4 address. */
    private int octet(int n) {
        int at = mask / 8 + n;
        return mask <= 64 && at >= GAP ? at + 1 : at;
    }

    /** The IPv4 address in an IPv6 address, whatever its prefix. */
    InetAddress extract(InetAddress six) {
        byte[] whole = six.getAddress();
        byte[] four = new byte[4];
        for (int i = 0; i < 4; i++) {
            four[i] = whole[octet(i)];
        }
        return address(four);
    }

    /** An IPv6 address of a prefix, an IPv4 address and a suffix. */
    InetAddress embed(InetAddress prefix, InetAddress four, InetAddress suffix) {
        byte[] whole = suffix.getAddress();
        System.arraycopy(prefix.getAddress(), 0, whole, 0, mask / 8);
        for (int i = 0; i < 4; i++) {
            whole[octet(i)] = four.getAddress()[i];
        }
        return address(whole);
    }

    /** Whether a suffix is zero where the rest of the address stands. */
    boolean hasRoomFor(InetAddress suffix) {
        byte[] octets = suffix.getAddress();
        for (int i = 0; i < (128 - mask) / 8; i++) {
            if (octets[i] != 0) {
                return false;
            }
        }
        for (int i = 0; i < 4; i++) {
            if (octets[octet(i)] != 0) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
