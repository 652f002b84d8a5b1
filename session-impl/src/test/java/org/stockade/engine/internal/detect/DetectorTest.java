package org.stockade.engine.internal.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.detect.Detector;
import org.stockade.detect.Finding;
import org.stockade.detect.Finding.Detected;
import org.stockade.session.Side;

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
            case Finding.CopyClient(int count) -> "COPY " + count;
            case Detected found -> found.names().getLast().toUpperCase(Locale.ROOT);
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
        assertThat(((Detected) found).names())
                .containsExactly("tls:a.test", "alpn:h2", "alpn:http/1.1", "tls", "alpn");
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
        assertThat(((Detected) found).names()).containsExactly("tls");
    }

    // A hello in a thousand pieces costs a thousand comparisons, and is taken apart once.
    @Test
    void helloInPiecesShouldBeTakenApartOnceItsRecordIsThere() {
        String whole = record(hello(NAME));
        Detector.Look look = new TlsDetector().begin();
        for (int end = 0; end < whole.length(); end += 2) {
            assertThat(look.detect(Side.CLIENT, octets(whole.substring(0, end))))
                    .isEqualTo(Finding.NEED_MORE);
        }
        assertThat(said(look.detect(Side.CLIENT, octets(whole)))).isEqualTo("TLS");
        assertThat(look.detect(Side.SERVER, octets(whole))).isEqualTo(Finding.NOT);
    }

    @Test
    void certificatesOfAServerShouldBeToldAfterItsClientsHelloAndNotBefore() throws Exception {
        String hello = record(hello(NAME));
        String answer =
                record("02000002" + "0303" + "0b00000a" + "000007" + "000004" + hex("cert"));
        assertThat(new CertDetector().begin().detect(Side.SERVER, octets(answer)))
                .isEqualTo(Finding.NOT);

        Detector.Look look = new CertDetector().begin();
        assertThat(look.detect(Side.CLIENT, octets(hello.substring(0, 40))))
                .isEqualTo(Finding.NEED_MORE);
        assertThat(said(look.detect(Side.CLIENT, octets(hello))))
                .isEqualTo("COPY " + hello.length() / 2);
        for (int end = 0; end < answer.length(); end += 2) {
            assertThat(look.detect(Side.SERVER, octets(answer.substring(0, end))))
                    .isEqualTo(Finding.NEED_MORE);
        }
        String sha256 =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest("cert".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(look.detect(Side.SERVER, octets(answer)))
                .isEqualTo(new Detected(List.of("cert:" + sha256, "cert")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1603030004" + "0b000000",
                "1603030008" + "02000000" + "0e000000",
                "1503030002" + "0228",
                "160303000e" + "02000000" + "0b000006" + "000003" + "0000ff",
                "16030300" + "00",
            })
    void answerWithoutCertificatesShouldEndIt(String answer) {
        Detector.Look look = new CertDetector().begin();
        look.detect(Side.CLIENT, octets(record(hello(NAME))));
        assertThat(look.detect(Side.SERVER, octets(answer))).isEqualTo(Finding.NOT);
    }

    @Test
    void greetingOfAServerShouldBeRecognisedBeforeItsClientSpeaks() {
        Detector.Look look = new SshServerDetector().begin();
        assertThat(look.detect(Side.CLIENT, text(""))).isEqualTo(Finding.NEED_MORE);
        assertThat(look.detect(Side.SERVER, text("SSH-2.0-x"))).isEqualTo(Finding.NEED_MORE);
        assertThat(look.detect(Side.SERVER, text("SSH-2.0-x\\r\\n")))
                .isEqualTo(Finding.plain("ssh-server"));
        assertThat(look.detect(Side.SERVER, text("220 mail"))).isEqualTo(Finding.NOT);
    }
}
