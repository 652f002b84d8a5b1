package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadParserTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4096})
    void headShouldBeTheSameHoweverItIsSplit(int step) throws Exception {
        String wire = "GET /a HTTP/1.1\r\nHost: h.example\r\nX:  a b \t\r\nEmpty:\r\n\r\nNEXT";
        HeadParser parser = HeadParser.request(HeadLimits.DEFAULT);
        int end = 0;
        boolean complete = false;
        while (!complete) {
            end = Math.min(wire.length(), end + step);
            complete = parser.parse(bytes(wire.substring(0, end)));
        }
        assertThat(parser.startLine()).isEqualTo("GET /a HTTP/1.1");
        assertThat(parser.fields()).hasToString("Host: h.example\r\nX: a b\r\nEmpty: \r\n");
        assertThat(wire.substring(parser.length())).isEqualTo("NEXT");
    }

    @Test
    void twoEmptyLinesBeforeARequestShouldBeForgiven() throws Exception {
        HeadParser parser = HeadParser.request(HeadLimits.DEFAULT);
        assertThat(parser.parse(bytes("\r\n\r\nGET / HTTP/1.1\r\n\r\n"))).isTrue();
        assertThat(parser.startLine()).isEqualTo("GET / HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a third empty line      | '\\r\\n\\r\\n\\r\\n'",
                "bare LF in the line     | 'GET / HTTP/1.1\\n'",
                "bare CR in the line     | 'GET /\\rHTTP/1.1\\r\\n'",
                "bare LF in a field      | 'GET / HTTP/1.1\\r\\nA: 1\\nB: 2\\r\\n'",
                "bare CR in a field      | 'GET / HTTP/1.1\\r\\nA: 1\\rB: 2\\r\\n'",
                "NUL in a field          | 'GET / HTTP/1.1\\r\\nA: 1\\0\\r\\n'",
                "tab in the first line   | 'GET\\t/ HTTP/1.1\\r\\n'",
                "field before the first  | 'GET / HTTP/1.1\\r\\n A: 1\\r\\n'",
                "folding                 | 'GET / HTTP/1.1\\r\\nA: 1\\r\\n 2\\r\\n'",
                "blank before the colon  | 'GET / HTTP/1.1\\r\\nA : 1\\r\\n'",
                "no colon                | 'GET / HTTP/1.1\\r\\nA\\r\\n'",
                "no name                 | 'GET / HTTP/1.1\\r\\n: 1\\r\\n'",
                "a name that is no token | 'GET / HTTP/1.1\\r\\nA(b): 1\\r\\n'",
            })
    void octetsThatNoHeadHoldsShouldBeRefused(String what, String wire) {
        String octets = wire.translateEscapes();
        assertThatThrownBy(() -> HeadParser.request(HeadLimits.DEFAULT).parse(bytes(octets)))
                .as(what)
                .isInstanceOfSatisfying(
                        MalformedMessageException.class,
                        it -> assertThat(it.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource({
        "414, 'GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
        "431, 'GET / HTTP/1.1\r\nA: 890123456789012345678901'",
        "431, 'GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\n'",
        "431, 'GET / HTTP/1.1\r\nA: 5678901234\r\nB: 5678901234567'",
    })
    void headOverALimitShouldBeRefusedBeforeItIsComplete(int status, String wire) {
        HeadLimits limits = new HeadLimits(20, 2, 40);
        assertThatThrownBy(() -> HeadParser.request(limits).parse(bytes(wire)))
                .isInstanceOfSatisfying(
                        MalformedMessageException.class,
                        it -> assertThat(it.status()).isEqualTo(status));
    }

    @ParameterizedTest
    @CsvSource({
        "'GET  /a HTTP/1.1', 400",
        "'GET /a HTTP/1.1 ', 400",
        "' GET /a HTTP/1.1', 400",
        "'GET /a', 400",
        "'GET', 400",
        "'G@T /a HTTP/1.1', 400",
        "'GET /a http/1.1', 400",
        "'GET /a HTTP/01.1', 400",
        "'GET /a HTTP/1.2', 505",
        "'PRI * HTTP/2.0', 505",
        "'GET /aaaaaaaaaaaaaaaa HTTP/1.1', 414",
    })
    void requestLineOfAnotherFormShouldBeRefused(String line, int status) {
        assertThatThrownBy(() -> request(line, 16))
                .isInstanceOfSatisfying(
                        MalformedMessageException.class,
                        it -> assertThat(it.status()).isEqualTo(status));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 2000 OK",
                "HTTP/1.1 099 OK",
                "HTTP/1.1 600 OK",
                "HTTP/1.1  200 OK",
                "HTTP/1.1 20x OK",
                "HTTP/1.1 200OK",
                "HTTP/2.0 200 OK",
                "ICY 200 OK",
                "HTTP/1.1",
            })
    void statusLineOfAnotherFormShouldBeRefused(String line) {
        assertThatThrownBy(() -> response(line)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void reasonWithControlsShouldBeReplaced() throws Exception {
        assertThat(response("HTTP/1.1 404 N\u001bo").reason()).isEqualTo("Not Found");
        assertThat(response("HTTP/1.1 404 Gone fishing").reason()).isEqualTo("Gone fishing");
        assertThat(response("HTTP/1.1 404").reason()).isEmpty();
    }

    private static ByteBuffer bytes(String wire) {
        return ByteBuffer.wrap(wire.getBytes(StandardCharsets.ISO_8859_1)).asReadOnlyBuffer();
    }

    private static RequestHead request(String line, int longest) throws MalformedMessageException {
        // Not at the beginning, and with something behind it: as it stands in a head.
        byte[] octets = Octets.of("\r\n" + line + "\r\n");
        return RequestHead.parse(octets, 2, octets.length - 2, new Fields(), longest);
    }

    private static ResponseHead response(String line) throws MalformedMessageException {
        byte[] octets = Octets.of("\r\n" + line + "\r\n");
        return ResponseHead.parse(octets, 2, octets.length - 2, new Fields());
    }
}
