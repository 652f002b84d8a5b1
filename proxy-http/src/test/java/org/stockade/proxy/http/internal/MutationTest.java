package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Mutated messages, from a fixed seed: what is accepted never depends on how octets are split. */
class MutationTest {
    private static final int ROUNDS = 20_000;
    private static final String[] HEADS = {
        "GET /a?b=%20 HTTP/1.1\r\nHost: h.example\r\nX: 1\r\n\r\n",
        "POST http://h.example:80/ HTTP/1.1\r\nHost: h.example\r\nContent-Length: 10\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: [::1]:8080\r\nTransfer-Encoding: chunked\r\n\r\n",
        "CONNECT h.example:443 HTTP/1.0\r\nHost: h.example:443\r\n\r\n",
    };
    private static final String[] BODIES = {
        "5\r\nhello\r\n0\r\n\r\n", "a;x=\"y\"\r\n0123456789\r\n1\r\n!\r\n000\r\nT: v\r\n\r\n",
    };
    private static final String SPICE = "\r\n\t \0:;,/%0x8F[]@\\#?*\u007f\u00e9\u0001-+";

    private final Random random = new Random(4711);

    @Test
    void headShouldBeReadAlikeHoweverItIsSplit() {
        for (int i = 0; i < ROUNDS; i++) {
            String wire = mutated(HEADS[random.nextInt(HEADS.length)]);
            String whole = head(wire, wire.length());
            assertThat(head(wire, 1 + random.nextInt(7))).as(wire).isEqualTo(whole);
        }
    }

    @Test
    void bodyShouldBeReadAlikeHoweverItIsSplit() throws Exception {
        for (int i = 0; i < ROUNDS / 10; i++) {
            String wire = mutated(BODIES[random.nextInt(BODIES.length)]);
            String whole = body(wire, 4096);
            assertThat(body(wire, 1 + random.nextInt(3))).as(wire).isEqualTo(whole);
        }
    }

    /** What goes on must be read by the same rules as what came, and then say the same. */
    @Test
    void acceptedTargetShouldBeItsOwnCanonicalForm() {
        for (int i = 0; i < ROUNDS; i++) {
            String text = mutated("http://h.example:8080/a/./b%2f%41/../c?d=e%20");
            try {
                Target target = Target.parse("GET", text, new Authorities(256));
                if (target.form() == Target.Form.ABSOLUTE) {
                    assertThat(Target.parse("GET", target.url(), new Authorities(256)).url())
                            .as(text)
                            .isEqualTo(target.url());
                }
                assertThat(target.path()).matches("[\\x21-\\x7e]+");
            } catch (MalformedMessageException refused) {
                assertThat(refused.status()).isEqualTo(400);
            }
        }
    }

    private String mutated(String original) {
        StringBuilder text = new StringBuilder(original);
        for (int changes = random.nextInt(4); changes > 0 && !text.isEmpty(); changes--) {
            int at = random.nextInt(text.length());
            char spice = SPICE.charAt(random.nextInt(SPICE.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, spice);
                case 1 -> text.insert(at, spice);
                case 2 -> text.deleteCharAt(at);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 9)));
            }
        }
        return text.toString();
    }

    private static String head(String wire, int step) {
        HeadParser parser = HeadParser.request(HeadLimits.DEFAULT);
        try {
            for (int end = 0; end < wire.length(); ) {
                end = Math.min(wire.length(), end + step);
                if (parser.parse(bytes(wire.substring(0, end)))) {
                    RequestHead head = requestHead(parser);
                    Target target =
                            Target.parse(head.method(), head.target(), new Authorities(256));
                    return target
                            + " "
                            + Framing.of(head, false)
                            + parser.fields()
                            + parser.length();
                }
            }
            return "incomplete";
        } catch (MalformedMessageException refused) {
            return "refused " + refused.status();
        }
    }

    private static RequestHead requestHead(HeadParser parser) throws MalformedMessageException {
        return RequestHead.parse(
                parser.octets(), parser.startFrom(), parser.startTo(), parser.fields(), 8192);
    }

    private static String body(String wire, int bytesPerRead) throws IOException {
        PipeEndpoint from = PipeEndpoint.holding(wire + "<EOF>", bytesPerRead);
        try {
            return ChunkedSourceTest.drain(new ChunkedSource(from, 0, 0)) + "|" + from.rest();
        } catch (MalformedMessageException refused) {
            return "refused";
        }
    }

    private static ByteBuffer bytes(String wire) {
        return ByteBuffer.wrap(wire.getBytes(StandardCharsets.ISO_8859_1));
    }
}
