package org.stockade.engine.internal.tap;

import java.nio.ByteBuffer;
import org.stockade.endpoint.SockAddr;

/** Makes packets of the datagrams (RFC 768) between two addresses. */
final class UdpPackets {
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;

    private final IpFlow ip;

    UdpPackets(SockAddr initiator, SockAddr responder) {
        this.ip = new IpFlow(initiator, responder);
    }

    /** Length of a packet without payload. */
    int headers() {
        return ip.header() + UDP_HEADER;
    }

    /** One packet; its payload has at most 65,507 bytes. */
    byte[] packet(boolean fromInitiator, byte[] payload) {
        int length = UDP_HEADER + payload.length;
        ByteBuffer packet = ip.begin(fromInitiator, UDP, length);
        packet.putShort((short) length).putShort((short) 0).put(payload);
        short sum = ip.checksum(packet, UDP);
        // Zero would say that there is none.
        packet.putShort(ip.header() + 6, sum == 0 ? (short) 0xffff : sum);
        return packet.array();
    }
}
