package org.stockade.engine.internal.tap;

import java.nio.ByteBuffer;
import org.stockade.endpoint.SockAddr;

/** Makes packets of one TCP connection (RFC 9293). */
final class TcpPackets {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int PSH = 0x08;
    static final int ACK = 0x10;

    private static final int TCP = 6;
    private static final int TCP_HEADER = 20;

    /** Window scale 14, RFC 7323: the window of 1 GiB is never full. */
    private static final byte[] WINDOW_SCALE = {1, 3, 3, 14};

    private final IpFlow ip;

    TcpPackets(SockAddr initiator, SockAddr responder) {
        this.ip = new IpFlow(initiator, responder);
    }

    /** Length of a packet without payload and options. */
    int headers() {
        return ip.header() + TCP_HEADER;
    }

    /**
     * One packet.
     *
     * @param flags of {@link #FIN}, {@link #SYN}, {@link #PSH}, {@link #ACK}
     */
    byte[] packet(
            boolean fromInitiator, int flags, int sequence, int acknowledged, ByteBuffer payload) {
        byte[] options = (flags & SYN) != 0 ? WINDOW_SCALE : new byte[0];
        int length = TCP_HEADER + options.length + payload.remaining();
        ByteBuffer packet = ip.begin(fromInitiator, TCP, length);
        packet.putInt(sequence).putInt(acknowledged);
        packet.put((byte) ((TCP_HEADER + options.length) / 4 << 4)).put((byte) flags);
        packet.putShort((short) 0xffff).putInt(0).put(options).put(payload.duplicate());
        packet.putShort(ip.header() + 16, ip.checksum(packet, TCP));
        return packet.array();
    }
}
