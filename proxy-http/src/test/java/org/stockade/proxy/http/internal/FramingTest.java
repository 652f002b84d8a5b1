package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramingTest {
    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 3', 'Length[octets=3]'",
        "'Content-Length: 0', 'Length[octets=0]'",
        "'Transfer-Encoding: Chunked', 'Chunked[]'",
        "'X: 1', 'None[]'",
    })
    void framingShouldFollowTheFields(String fields, String framing) throws Exception {
        assertThat(Framing.of(request(Version.HTTP_1_1, fields), false)).hasToString(framing);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Content-Length: +3",
                "400 | Content-Length: 0x3",
                "400 | Content-Length: 1 2",
                "400 | Content-Length:",
                "400 | Content-Length: 3, 3",
                "400 | Content-Length: 3;Content-Length: 3",
                "400 | Content-Length: 99999999999999999999",
                "400 | Content-Length: 9223372036854775808",
                "400 | Content-Length: 3;Transfer-Encoding: chunked",
                "400 | Transfer-Encoding: chunked;Transfer-Encoding: chunked",
                "400 | Transfer-Encoding: chunked, chunked",
                "400 | Transfer-Encoding: chunked, identity",
                "400 | Transfer-Encoding: chunked,",
                "400 | Transfer-Encoding:",
                "400 | Transfer-Encoding: x y",
                "501 | Transfer-Encoding: identity",
                "501 | Transfer-Encoding: xchunked",
                "501 | Transfer-Encoding: gzip, chunked",
            })
    void framingThatTwoReadersReadDifferentlyShouldBeRefused(int status, String fields) {
        assertThatThrownBy(() -> Framing.of(request(Version.HTTP_1_1, fields), false))
                .isInstanceOfSatisfying(
                        MalformedMessageException.class,
                        it -> assertThat(it.status()).isEqualTo(status));
    }

    @Test
    void chunksInAMessageOf10ShouldBeRefused() {
        assertThatThrownBy(
                        () ->
                                Framing.of(
                                        request(Version.HTTP_1_0, "Transfer-Encoding: chunked"),
                                        false))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void equalLengthsShouldBeOneWherePermitted() throws Exception {
        RequestHead twice = request(Version.HTTP_1_1, "Content-Length: 3;Content-Length: 3, 03");
        assertThat(Framing.of(twice, true)).isEqualTo(new Framing.Length(3));
        RequestHead differing = request(Version.HTTP_1_1, "Content-Length: 3, 4");
        assertThatThrownBy(() -> Framing.of(differing, true))
                .isInstanceOf(MalformedMessageException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200, 'X: 1', 'UntilClose[]'",
        "GET, 200, 'Content-Length: 2', 'Length[octets=2]'",
        "GET, 200, 'Transfer-Encoding: chunked', 'Chunked[]'",
        "HEAD, 200, 'Content-Length: 2', 'None[]'",
        "HEAD, 200, 'Transfer-Encoding: chunked', 'None[]'",
        "GET, 204, 'X: 1', 'None[]'",
        "GET, 304, 'Content-Length: 2', 'None[]'",
        "GET, 205, 'X: 1', 'None[]'",
        "GET, 205, 'Content-Length: 2', 'Length[octets=2]'",
    })
    void responseFramingShouldFollowMethodStatusAndFields(
            String method, int status, String fields, String framing) throws Exception {
        ResponseHead head = new ResponseHead(Version.HTTP_1_1, status, "", fields(fields));
        assertThat(Framing.of(head, method, false)).hasToString(framing);
    }

    static RequestHead request(Version version, String fields) {
        return new RequestHead("POST", "/", version, fields(fields));
    }

    /** Field lines, separated by semicolons. */
    static Fields fields(String lines) {
        HeadParser parser = HeadParser.trailers(HeadLimits.DEFAULT);
        try {
            byte[] octets = Octets.of(lines.replace(";", "\r\n") + "\r\n\r\n");
            assertThat(parser.parse(ByteBuffer.wrap(octets))).isTrue();
        } catch (MalformedMessageException wrong) {
            throw new IllegalArgumentException(lines, wrong);
        }
        return parser.fields();
    }
}
