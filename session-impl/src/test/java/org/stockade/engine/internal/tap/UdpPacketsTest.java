package org.stockade.engine.internal.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;

/** Packets that any program which knows UDP/IP takes for real ones, sums included. */
class UdpPacketsTest {
    private static final byte[] HI = "hi!".getBytes(StandardCharsets.US_ASCII);

    private static String hex(byte[] packet) {
        return HexFormat.of().formatHex(packet);
    }

    /** Of 16-bit words, RFC 1071. */
    private static int sum(byte[] octets, int start, int more) {
        int sum = more;
        for (int i = start; i < octets.length; i++) {
            sum += (octets[i] & 0xff) << ((i - start) % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    @Test
    void ipv4PacketShouldBeWhole() {
        UdpPackets udp =
                new UdpPackets(SockAddr.of("192.0.2.99", 50000), SockAddr.of("192.0.2.1", 53));
        byte[] packet = udp.packet(true, HI);

        assertThat(hex(packet))
                .startsWith("4500001f" + "00004000" + "4011")
                .contains("c0000263" + "c0000201" + "c3500035" + "000b")
                .endsWith("686921");
        assertThat(packet).hasSize(udp.headers() + 3);
        // The pseudo header of RFC 768: addresses, protocol, length.
        assertThat(sum(packet, 12, 17 + 11)).isEqualTo(0xffff);
    }

    @Test
    void ipv6AnswerShouldGoTheOtherWay() {
        UdpPackets udp =
                new UdpPackets(SockAddr.of("2001:db8::1", 50000), SockAddr.of("2001:db8::2", 53));
        byte[] packet = udp.packet(false, HI);

        assertThat(hex(packet)).startsWith("60000000" + "000b1140").contains("0035c350" + "000b");
        assertThat(sum(packet, 8, 17 + 11)).isEqualTo(0xffff);
    }

    // RFC 768: a sum of zero is sent as all ones, for zero says that there is none.
    @Test
    void sumOfZeroShouldBeSentAsOnes() {
        UdpPackets udp = new UdpPackets(SockAddr.of("0.0.0.0", 0), SockAddr.of("0.0.0.0", 0));
        int rest = 0xffff - (17 + 10 + 10);
        byte[] packet = udp.packet(true, new byte[] {(byte) (rest >> 8), (byte) rest});
        assertThat(hex(packet)).contains("000a" + "ffff");
    }
}
