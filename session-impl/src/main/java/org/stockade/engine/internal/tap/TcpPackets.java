package org.stockade.engine.internal.tap;

import java.nio.ByteBuffer;
import org.stockade.endpoint.SockAddr;

/**
 * Makes packets of one TCP connection (RFC 9293) on IPv4 (RFC 791) or IPv6 (RFC 8200) between two
 * addresses; of both families: on IPv6, with the other one mapped into it.
 */
final class TcpPackets {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int PSH = 0x08;
    static final int ACK = 0x10;

    private static final int TCP = 6;
    private static final int HOPS = 64;
    private static final int TCP_HEADER = 20;

    /** Window scale 14, RFC 7323: the window of 1 GiB is never full. */
    private static final byte[] WINDOW_SCALE = {1, 3, 3, 14};

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private final byte[] initiator;
    private final byte[] responder;
    private final int initiatorPort;
    private final int responderPort;

    TcpPackets(SockAddr initiator, SockAddr responder) {
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

    /** Length of a packet without payload and options. */
    int headers() {
        return ipHeader() + TCP_HEADER;
    }

    private int ipHeader() {
        return initiator.length == 4 ? 20 : 40;
    }

    /**
     * One packet.
     *
     * @param flags of {@link #FIN}, {@link #SYN}, {@link #PSH}, {@link #ACK}
     */
    byte[] packet(
            boolean fromInitiator, int flags, int sequence, int acknowledged, ByteBuffer payload) {
        byte[] options = (flags & SYN) != 0 ? WINDOW_SCALE : new byte[0];
        int tcpLength = TCP_HEADER + options.length + payload.remaining();
        byte[] from = fromInitiator ? initiator : responder;
        byte[] to = fromInitiator ? responder : initiator;
        ByteBuffer packet = ByteBuffer.allocate(ipHeader() + tcpLength);
        if (from.length == 4) {
            putIpv4(packet, from, to, tcpLength);
        } else {
            packet.putInt(6 << 28).putShort((short) tcpLength).put((byte) TCP).put((byte) HOPS);
            packet.put(from).put(to);
        }
        int start = packet.position();
        packet.putShort((short) (fromInitiator ? initiatorPort : responderPort));
        packet.putShort((short) (fromInitiator ? responderPort : initiatorPort));
        packet.putInt(sequence).putInt(acknowledged);
        packet.put((byte) ((TCP_HEADER + options.length) / 4 << 4)).put((byte) flags);
        packet.putShort((short) 0xffff).putInt(0).put(options).put(payload.duplicate());
        int pseudoHeader = sum(from, 0, from.length) + sum(to, 0, to.length) + TCP + tcpLength;
        packet.putShort(start + 16, checksum(pseudoHeader + sum(packet.array(), start, tcpLength)));
        return packet.array();
    }

    private static void putIpv4(ByteBuffer packet, byte[] from, byte[] to, int tcpLength) {
        packet.put((byte) 0x45).put((byte) 0).putShort((short) (20 + tcpLength));
        // No identification: it is not to be fragmented.
        packet.putShort((short) 0).putShort((short) 0x4000);
        packet.put((byte) HOPS).put((byte) TCP).putShort((short) 0).put(from).put(to);
        packet.putShort(10, checksum(sum(packet.array(), 0, 20)));
    }

    /** The sum of 16-bit words, RFC 1071; a packet's is far from overflowing an int. */
    private static int sum(byte[] octets, int start, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = octets[start + i] & 0xff;
            sum += (i & 1) == 0 ? octet << 8 : octet;
        }
        return sum;
    }

    private static short checksum(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(folded + (folded >>> 16));
    }
}
