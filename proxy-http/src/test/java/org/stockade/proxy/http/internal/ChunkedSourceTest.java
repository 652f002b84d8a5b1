package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedSourceTest {
    static Stream<Named<JsonNode>> vectors() throws IOException {
        return Vectors.cases("http-chunked");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void vectorShouldHold(JsonNode vector) throws Exception {
        for (int bytesPerRead : new int[] {1, 2, 4096}) {
            // What never ends would wait for ever: every case that is an error ends here.
            String wire = vector.get("in").asText();
            JsonNode expect = vector.get("expect");
            PipeEndpoint from =
                    PipeEndpoint.holding(
                            wire.endsWith("<EOF>") ? wire : wire + "<EOF>", bytesPerRead);
            long longest = vector.path("options").path("max_chunk_length").asLong(0);
            ChunkedSource source = new ChunkedSource(from, 0, longest);
            if (expect.path("error").asBoolean()) {
                assertThatThrownBy(() -> drain(source))
                        .isInstanceOf(MalformedMessageException.class);
            } else {
                assertThat(drain(source)).isEqualTo(expect.get("body").asText());
                assertThat(from.rest()).isEqualTo(expect.get("rest").asText());
            }
        }
    }

    @Test
    void octetsBehindTheBodyShouldStayUnread() throws Exception {
        PipeEndpoint from = PipeEndpoint.holding("1\r\na\r\n0\r\n\r\nGET / HTTP/1.1\r\n", 4096);
        assertThat(drain(new ChunkedSource(from, 0, 0))).isEqualTo("a");
        assertThat(from.rest()).isEqualTo("GET / HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x3\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "3 \r\nabc\r\n0\r\n\r\n",
                "\r\nabc\r\n0\r\n\r\n",
                ";a=b\r\nabc\r\n0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "3;a\nb\r\nabc\r\n0\r\n\r\n",
                "3;a\u0000\r\nabc\r\n0\r\n\r\n",
                "8000000000000000\r\nabc",
                "ffffffffffffffff\r\nabc",
                "3\r\nabc\r\n0\r\n",
                "3\r\nabc\r\n0\r\nX\r\n\r\n",
                "3\r\nabc\r\n0\r\nX: 1\n\r\n",
                "3\r\nab",
                "3\r\nabc",
                "3\r\nabc\r\n",
            })
    void chunkThatTheGrammarDoesNotKnowShouldBreakTheBody(String wire) throws Exception {
        PipeEndpoint from = PipeEndpoint.holding(wire + "<EOF>", 1);
        assertThatThrownBy(() -> drain(new ChunkedSource(from, 0, 0)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void extensionsShouldBeLimited() throws Exception {
        String line = "1;" + "x".repeat(250) + "\r\na\r\n";
        PipeEndpoint few = PipeEndpoint.holding(line.repeat(16) + "0\r\n\r\n", 4096);
        assertThat(drain(new ChunkedSource(few, 0, 0))).isEqualTo("a".repeat(16));
        PipeEndpoint many = PipeEndpoint.holding(line.repeat(17) + "0\r\n\r\n", 4096);
        assertThatThrownBy(() -> drain(new ChunkedSource(many, 0, 0)))
                .isInstanceOf(MalformedMessageException.class);
        PipeEndpoint wide = PipeEndpoint.holding("1;" + "x".repeat(300) + "\r\na\r\n", 4096);
        assertThatThrownBy(() -> drain(new ChunkedSource(wide, 0, 0)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void bodyOverItsLimitShouldBreak() throws Exception {
        PipeEndpoint from = PipeEndpoint.holding("3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n", 4096);
        assertThatThrownBy(() -> drain(new ChunkedSource(from, 5, 0)))
                .isInstanceOfSatisfying(
                        MalformedMessageException.class,
                        it -> assertThat(it.status()).isEqualTo(413));
    }

    @Test
    void lengthShouldLeaveTheNextMessageUnread() throws Exception {
        PipeEndpoint from = PipeEndpoint.holding("abcNEXT", 4096);
        LengthSource source = new LengthSource(from, 3, 0);
        assertThat(drain(source)).isEqualTo("abc");
        assertThat(source.ended()).isTrue();
        assertThat(from.rest()).isEqualTo("NEXT");
    }

    @Test
    void lengthCutShortShouldBreak() throws Exception {
        PipeEndpoint from = PipeEndpoint.holding("ab<EOF>", 1);
        LengthSource source = new LengthSource(from, 3, 0);
        assertThatThrownBy(() -> drain(source)).isInstanceOf(MalformedMessageException.class);
        assertThat(source.failure()).isNotNull();
        assertThat(source.ended()).isFalse();
    }

    static String drain(BodySource source) throws IOException {
        StringBuilder body = new StringBuilder();
        ByteBuffer few = ByteBuffer.allocate(3);
        while (source.read(few) >= 0) {
            body.append(new String(few.array(), 0, few.position(), StandardCharsets.ISO_8859_1));
            few.clear();
        }
        return body.toString();
    }
}
