package org.stockade.engine.internal.tap;

import java.nio.ByteBuffer;
import org.stockade.endpoint.SockAddr;

/**
 * What all packets between two addresses and ports begin with: a header of IPv4 (RFC 791) or IPv6
 * (RFC 8200); where the addresses are of both families one of IPv6, with the other one mapped into
 * it.
 */
final class IpFlow {
    private static final int HOPS = 64;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private final byte[] initiator;
    private final byte[] responder;
    private final int initiatorPort;
    private final int responderPort;

    IpFlow(SockAddr initiator, SockAddr responder) {
        boolean both = initiator.isIpv4() == responder.isIpv4();
        this.initiator = both ? octets(initiator) : mapped(octets(initiator));
        this.responder = both ? octets(responder) : mapped(octets(responder));
        this.initiatorPort = initiator.port();
        this.responderPort = responder.port();
    }

    private static byte[] octets(SockAddr address) {
        return address.address().getAddress();
    }

    private static byte[] mapped(byte[] octets) {
        if (octets.length != 4) {
            return octets;
        }
        byte[] all = new byte[16];
        System.arraycopy(MAPPED, 0, all, 0, MAPPED.length);
        System.arraycopy(octets, 0, all, MAPPED.length, 4);
        return all;
    }

    /** Length of the IP header. */
    int header() {
        return initiator.length == 4 ? 20 : 40;
    }

    /**
     * A packet up to both ports, which TCP and UDP have in the same place.
     *
     * @param protocol its IP protocol number
     * @param length of what follows the IP header
     */
    ByteBuffer begin(boolean fromInitiator, int protocol, int length) {
        byte[] from = fromInitiator ? initiator : responder;
        byte[] to = fromInitiator ? responder : initiator;
        ByteBuffer packet = ByteBuffer.allocate(header() + length);
        if (from.length == 4) {
            packet.put((byte) 0x45).put((byte) 0).putShort((short) (20 + length));
            // No identification: it is not to be fragmented.
            packet.putShort((short) 0).putShort((short) 0x4000);
            packet.put((byte) HOPS).put((byte) protocol).putShort((short) 0).put(from).put(to);
            packet.putShort(10, folded(sum(packet.array(), 0, 20)));
        } else {
            packet.putInt(6 << 28).putShort((short) length).put((byte) protocol).put((byte) HOPS);
            packet.put(from).put(to);
        }
        packet.putShort((short) (fromInitiator ? initiatorPort : responderPort));
        packet.putShort((short) (fromInitiator ? responderPort : initiatorPort));
        return packet;
    }

    /** The checksum of a whole packet with zeros in its place; with the pseudo header. */
    short checksum(ByteBuffer packet, int protocol) {
        int length = packet.capacity() - header();
        int pseudoHeader =
                sum(initiator, 0, initiator.length)
                        + sum(responder, 0, responder.length)
                        + protocol
                        + length;
        return folded(pseudoHeader + sum(packet.array(), header(), length));
    }

    /** The sum of 16-bit words, RFC 1071; a packet's does not overflow an unsigned int. */
    private static int sum(byte[] octets, int start, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = octets[start + i] & 0xff;
            sum += (i & 1) == 0 ? octet << 8 : octet;
        }
        return sum;
    }

    private static short folded(int sum) {
        int once = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(once + (once >>> 16));
    }
}
