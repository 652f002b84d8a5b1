package org.stockade.engine.internal.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.engine.internal.detect.Finding.Detected;

/** What each detector says of bytes, whole, in pieces, and made to mislead. */
class DetectorTest {
    /** The start of a hello's body up to its extensions: version, random, no session id, suites. */
    private static final String BODY = "0303" + "00".repeat(32) + "00" + "000413011302" + "0100";

    private static final String NAME = "0000000b0009000006" + hex("a.Test");
    private static final String OFFER = "0010000e000c02" + hex("h2") + "08" + hex("http/1.1");

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String number(int value) {
        return HexFormat.of().toHexDigits((short) value);
    }

    private static String hello(String extensions) {
        return message(BODY + number(extensions.length() / 2) + extensions);
    }

    private static String message(String body) {
        return "0100" + number(body.length() / 2) + body;
    }

    private static String record(String fragment) {
        return "160301" + number(fragment.length() / 2) + fragment;
    }

    private static ByteBuffer octets(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static Finding tls(String hex) {
        return TlsDetector.detect(octets(hex));
    }

    private static ByteBuffer text(String text) {
        return StandardCharsets.ISO_8859_1.encode(text.translateEscapes());
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1\\r\\n',                 HTTP",
        "'CONNECT h:443 HTTP/1.0\\r\\n',         HTTP",
        "'PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n', HTTP",
        "'PRI * HTTP/2.0\\r\\n\\r\\n',           MORE",
        "'',                                     MORE",
        "'GE',                                   MORE",
        "'GET /a',                               MORE",
        "'GETS / HTTP/1.1',                      NOT",
        "'get / HTTP/1.1',                       NOT",
        "'GET  HTTP/1.1',                        NOT",
        "'GET / a HTTP/1.1',                     NOT",
        "'GET /\\r\\n HTTP/1.1',                 NOT",
        "'GET / HTTP/2.0',                       NOT",
        "'EHLO a HTTP/1.1',                      NOT",
    })
    void httpShouldBeAWholeRequestLineOrPreface(String octets, String expected) {
        assertThat(said(HttpDetector.detect(text(octets)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'SSH-2.0-OpenSSH_9.6p1 Debian-1\\r\\n', SSH",
        "'SSH-1.99-x\\n',                        SSH",
        "'SSH-',                                 MORE",
        "'SSH-1.9',                              MORE",
        "'SSH-2.0-x\\r',                         MORE",
        "'SSH-2.0-\\r\\n',                       NOT",
        "'SSH-2.0- x\\r\\n',                     NOT",
        "'SSH-2.0-a-b\\r\\n',                    NOT",
        "'SSH-2.0-x\\n',                         NOT",
        "'SSH-1.5-x\\r\\n',                      NOT",
        "'GET /',                                NOT",
    })
    void sshShouldBeOneIdentificationLine(String octets, String expected) {
        assertThat(said(SshDetector.detect(text(octets)))).isEqualTo(expected);
    }

    private static String said(Finding finding) {
        return switch (finding) {
            case Finding.Not() -> "NOT";
            case Finding.NeedMore() -> "MORE";
            case Detected found -> found.protocol().toUpperCase(java.util.Locale.ROOT);
        };
    }

    @Test
    void lineOverItsLimitShouldBeNone() {
        String target = "GET /" + "a".repeat(HttpDetector.LONGEST);
        assertThat(HttpDetector.detect(text(target))).isEqualTo(Finding.NOT);
        assertThat(HttpDetector.detect(text(target.substring(0, HttpDetector.LONGEST - 1))))
                .isEqualTo(Finding.NEED_MORE);
        assertThat(SshDetector.detect(text("SSH-2.0-" + "a".repeat(247)))).isEqualTo(Finding.NOT);
    }

    @Test
    void helloShouldTellServerNameInLowerCaseAndOfferedProtocols() {
        Finding found = tls(record(hello(NAME + OFFER)));
        assertThat(found)
                .isEqualTo(new Detected("tls", Optional.of("a.test"), List.of("h2", "http/1.1")));
        assertThat(((Detected) found).names()).containsExactly("tls:a.test", "tls");
        assertThat(((Detected) tls(record(message(BODY)))).names()).containsExactly("tls");
    }

    @Test
    void helloShouldBeTheSameInFragmentsAndUndecidedUntilItsLastOctet() {
        String whole = hello(NAME);
        StringBuilder fragments = new StringBuilder();
        for (int at = 0; at < whole.length(); at += 2) {
            fragments.append(record(whole.substring(at, at + 2)));
        }
        for (String records : List.of(record(whole), fragments.toString())) {
            for (int end = 0; end < records.length(); end += 2) {
                assertThat(tls(records.substring(0, end))).isEqualTo(Finding.NEED_MORE);
            }
            assertThat(said(tls(records))).isEqualTo("TLS");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "170303",
                "1603000001",
                "1603050001",
                "1603010000",
                "1603014001",
                "160301000102",
                "16030100040100ffff",
                "1603010001011703",
            })
    void recordThatCannotBeginAHelloShouldEndIt(String hex) {
        assertThat(tls(hex)).isEqualTo(Finding.NOT);
    }

    @Test
    void helloWhoseLengthsLieShouldBeNone() {
        String name = NAME;
        List<String> lies =
                List.of(
                        hello(name + name),
                        hello("0000000b000a000006" + hex("a.test")),
                        hello("0000000b0009000007" + hex("a.test")),
                        hello("0000000c0009000006" + hex("a.test") + "00"),
                        hello("001000030001" + "00"),
                        hello("0005"),
                        message(BODY + "0001"),
                        message(BODY + "0000" + "00"),
                        message("0303" + "00".repeat(32) + "21" + "00".repeat(33) + "000213010100"),
                        message("0303" + "00".repeat(32) + "00" + "0003130113" + "0100"),
                        message("0303" + "00".repeat(32) + "00" + "00021301" + "00"),
                        message(BODY.replaceFirst("0303", "0300")),
                        message(""));
        lies.forEach(lie -> assertThat(tls(record(lie))).as(lie).isEqualTo(Finding.NOT));
    }

    @Test
    void nameThatIsNoneOfAHostShouldBeAsGoodAsNone() {
        Finding found = tls(record(hello("0000000b0009000006" + hex("a\r\nb c"))));
        assertThat(((Detected) found).serverName()).isEmpty();
    }
}
