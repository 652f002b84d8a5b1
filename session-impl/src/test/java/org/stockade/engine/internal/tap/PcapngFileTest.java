package org.stockade.engine.internal.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks of draft-ietf-opsawg-pcapng, octet by octet. */
class PcapngFileTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PcapngFile file(long limit, String comment) {
        return new PcapngFile(
                Channels.newChannel(out), limit, comment, List.of("client", "server"));
    }

    private String hex() {
        return HexFormat.of().formatHex(out.toByteArray());
    }

    private static String blocks(String... lines) {
        return String.join("", lines).replace(" ", "");
    }

    private static final String CLIENT =
            blocks(
                    // Interface description: LINKTYPE_RAW, no snap length, name, nanoseconds.
                    "00000001 0000002c 0065 0000 00000000",
                    "0002 0006 636c69656e74 0000",
                    "0009 0001 09 000000",
                    "0000 0000",
                    "0000002c");

    @Test
    void fileShouldBeginWithItsSectionAndItsInterfaces() throws IOException {
        file(4096, "tap").close();

        assertThat(hex())
                .startsWith(
                        blocks(
                                // Section header: order of octets, version 1.0, length unknown.
                                "0a0d0d0a 00000028 1a2b3c4d 0001 0000 ffffffffffffffff",
                                "0001 0003 746170 00",
                                "0000 0000",
                                "00000028",
                                CLIENT));
        assertThat(out.size()).isEqualTo(0x28 + 2 * 0x2c);
    }

    @Test
    void packetShouldHaveItsTimeItsLengthTwiceAndPadding() throws IOException {
        PcapngFile file = file(4096, "");
        file.flush();
        out.reset();
        file.add(1, 0x17a1_b2c3_d4e5_f607L, new byte[] {1, 2, 3, 4, 5});
        file.close();

        assertThat(hex())
                .isEqualTo(
                        blocks(
                                "00000006 00000028 00000001 17a1b2c3 d4e5f607",
                                "00000005 00000005 0102030405 000000",
                                "00000028"));
    }

    @Test
    void statisticsShouldSayWhatCameAndWhatWasDropped() throws IOException {
        PcapngFile file = file(4096, "");
        file.flush();
        out.reset();
        file.statistics(0, 7, 100, 3);
        file.close();

        assertThat(hex())
                .isEqualTo(
                        blocks(
                                "00000005 00000034 00000000 00000000 00000007",
                                "0004 0008 0000000000000064",
                                "0005 0008 0000000000000003",
                                "0000 0000",
                                "00000034"));
    }

    // A limit is a limit: what ends a file must have room in it too.
    @Test
    void fileShouldNeverBeOverItsLimit() throws IOException {
        for (int limit = PcapngFile.LEAST; limit < PcapngFile.LEAST + 8; limit++) {
            out.reset();
            PcapngFile file = file(limit, "x".repeat(300));
            while (file.room() > 50) {
                file.add(0, 0, new byte[50]);
            }
            if (file.room() > 0) {
                file.add(0, 0, new byte[(int) file.room()]);
            }
            assertThat(file.room()).isLessThanOrEqualTo(0);
            assertThatThrownBy(() -> file.add(0, 0, new byte[1]))
                    .isInstanceOf(IllegalArgumentException.class);
            file.statistics(0, 0, 0, 0);
            file.statistics(1, 0, 0, 0);
            file.close();

            assertThat(out.size()).isBetween(limit - 100, limit);
            assertThat(file.size()).isEqualTo(out.size());
        }
    }

    @Test
    void commentShouldBeCutAtItsLimit() throws IOException {
        file(PcapngFile.LEAST, "x".repeat(1000)).close();

        assertThat(out.toString(java.nio.charset.StandardCharsets.ISO_8859_1))
                .containsPattern("[^x]x{255}[^x]");
    }
}
