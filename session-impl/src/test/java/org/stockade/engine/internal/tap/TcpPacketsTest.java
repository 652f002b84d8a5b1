package org.stockade.engine.internal.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;

/** Packets that any program which knows TCP/IP takes for real ones, sums included. */
class TcpPacketsTest {
    private static final ByteBuffer HI = StandardCharsets.US_ASCII.encode("hi!");

    private static String hex(byte[] packet) {
        return HexFormat.of().formatHex(packet);
    }

    private static int sum(byte[] octets, int start, int length, int more) {
        int sum = more;
        for (int i = 0; i < length; i++) {
            sum += (octets[start + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    @Test
    void ipv4PacketShouldBeWhole() {
        TcpPackets tcp =
                new TcpPackets(SockAddr.of("192.0.2.99", 50000), SockAddr.of("192.0.2.1", 80));
        byte[] packet = tcp.packet(true, TcpPackets.PSH | TcpPackets.ACK, 5, 9, HI);

        assertThat(hex(packet))
                .startsWith("4500002b" + "00004000" + "4006")
                .contains(
                        "c0000263" + "c0000201" + "c3500050" + "00000005" + "00000009" + "5018ffff")
                .endsWith("0000" + "686921");
        assertThat(sum(packet, 0, 20, 0)).isEqualTo(0xffff);
        // The pseudo header of RFC 9293 section 3.1: addresses, protocol, length.
        assertThat(sum(packet, 12, packet.length - 12, 6 + packet.length - 20)).isEqualTo(0xffff);
        assertThat(tcp.headers()).isEqualTo(packet.length - 3);
    }

    @Test
    void answerShouldGoTheOtherWay() {
        TcpPackets tcp =
                new TcpPackets(SockAddr.of("192.0.2.99", 50000), SockAddr.of("192.0.2.1", 80));

        assertThat(hex(tcp.packet(false, TcpPackets.ACK, 0, 0, HI)))
                .contains("c0000201" + "c0000263" + "0050c350");
    }

    @Test
    void ipv6PacketShouldBeWhole() {
        TcpPackets tcp =
                new TcpPackets(SockAddr.of("2001:db8::1", 50000), SockAddr.of("2001:db8::2", 80));
        byte[] packet = tcp.packet(true, TcpPackets.SYN, 0, 0, ByteBuffer.allocate(0));

        assertThat(hex(packet))
                .startsWith("60000000" + "0018" + "0640" + "20010db8")
                .contains("6002ffff")
                .endsWith("0103030e");
        assertThat(sum(packet, 8, packet.length - 8, 6 + packet.length - 40)).isEqualTo(0xffff);
    }

    // A client of one family, a server named by a child's parent of the other.
    @Test
    void addressesOfTwoFamiliesShouldMeetInIpv6() {
        TcpPackets tcp =
                new TcpPackets(SockAddr.of("192.0.2.99", 50000), SockAddr.of("2001:db8::2", 80));

        assertThat(hex(tcp.packet(true, TcpPackets.ACK, 0, 0, HI)))
                .startsWith("6")
                .contains("00000000000000000000ffffc0000263");
    }
}
