package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parser that looks at eight octets at a time, held against one that cannot be wrong. */
class HeadDifferenceTest {
    private static final int ROUNDS = 1_500;
    private static final HeadLimits LIMITS = new HeadLimits(40, 6, 150);
    private static final HeadLimits WIDE = new HeadLimits(4000, 6, 9000);
    private static final String[] HEADS = {
        "GET /a?b=%20 HTTP/1.1\r\nHost: h.example\r\nX: 1\r\n\r\n",
        "\r\n\r\nPUT / HTTP/1.1\r\nTransfer-Encoding:\tchunked \r\nCONNECTION:close\r\n\r\nrest",
        "G / HTTP/1.1\r\nProxy-Authentication-Info: 1\r\nTE:\r\nte: a , b\r\nX-Real-Ip: \u00e9\r\n\r\n",
        "GET /0123456789012345678901234 HTTP/1.1\r\nA: 34567890123456789012345678901234567890\r\n\r\n",
    };
    private static final String SPICE = "\r\n\t \0:;,-^\u007f\u0080\u00ff\u001f\u0001aA0";

    private final Random random = new Random(20261126);

    @Test
    void headShouldMeanTheSameHoweverItIsReadAndSplit() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            String wire = mutated(HEADS[random.nextInt(HEADS.length)]);
            String expected = ReferenceHead.read(wire, LIMITS);
            for (int split = 0; split <= wire.length(); split++) {
                assertThat(read(wire, LIMITS, split, wire.length())).as(wire).isEqualTo(expected);
            }
            assertThat(read(wire, LIMITS, 1, 1)).as(wire).isEqualTo(expected);
        }
    }

    // Over the size of what is copied at once, and of what is kept.
    @Test
    void longHeadShouldMeanTheSame() throws Exception {
        String head = "GET / HTTP/1.1\r\nA: " + "a".repeat(1500) + "\r\nB: " + "b".repeat(3900);
        for (int i = 0; i < ROUNDS; i++) {
            String wire = mutated(head + "\r\nC: c\r\n\r\n" + "body".repeat(500));
            String expected = ReferenceHead.read(wire, WIDE);
            int step = 1 + random.nextInt(2000);
            assertThat(read(wire, WIDE, step, step)).as(wire).isEqualTo(expected);
        }
    }

    @Test
    void parserShouldForgetTheHeadBefore() throws Exception {
        HeadParser parser = HeadParser.request(WIDE);
        for (int i = 0; i < ROUNDS; i++) {
            String wire = mutated(HEADS[random.nextInt(HEADS.length)]);
            parser.reset();
            assertThat(read(parser, wire, wire.length(), wire.length()))
                    .as(wire)
                    .isEqualTo(ReferenceHead.read(wire, WIDE));
        }
    }

    @Test
    void namesShouldBeFoundInWhateverCase() {
        for (int i = 0; i < ROUNDS * 10; i++) {
            FieldName[] all = FieldName.values();
            String text = mutated(all[1 + random.nextInt(all.length - 1)].toString());
            StringBuilder cased = new StringBuilder();
            text.chars().forEach(c -> cased.append((char) cased(c)));
            FieldName expected = FieldName.OTHER;
            for (FieldName each : all) {
                if (each != FieldName.OTHER && each.toString().equalsIgnoreCase(text)) {
                    expected = each;
                }
            }
            byte[] octets = Octets.of("ab" + cased + "cdefghijk");
            if (text.chars().allMatch(Octets::isToken)) {
                assertThat(FieldName.of(octets, 2, 2 + text.length())).isEqualTo(expected);
            }
        }
    }

    private int cased(int c) {
        return random.nextBoolean() ? Character.toUpperCase(c) : Character.toLowerCase(c);
    }

    @Test
    void octetsShouldBeFoundWhereTheyAre() {
        byte[] octets = new byte[64];
        for (int i = 0; i < ROUNDS * 20; i++) {
            // Mostly harmless ones, so that the finds lie anywhere.
            for (int at = 0; at < octets.length; at++) {
                octets[at] = (byte) (random.nextInt(20) == 0 ? random.nextInt(256) : 'a' + at % 20);
            }
            int from = random.nextInt(20);
            int to = from + random.nextInt(40);
            int control = from;
            while (control < to && !Octets.isControl(octets[control])) {
                control++;
            }
            assertThat(Octets.firstControl(octets, from, to)).isEqualTo(control);
            char wanted = (char) (octets[random.nextInt(64)] & 0x7f);
            int place = from;
            while (place < to && octets[place] != wanted) {
                place++;
            }
            assertThat(Octets.indexOf(octets, from, to, wanted)).isEqualTo(place < to ? place : -1);
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

    private static String read(String wire, HeadLimits limits, int first, int step)
            throws Exception {
        return read(HeadParser.request(limits), wire, first, step);
    }

    private static String read(HeadParser parser, String wire, int first, int step) {
        ByteBuffer octets = ByteBuffer.allocateDirect(wire.length() + 3).position(3);
        octets.put(Octets.of(wire)).position(3);
        try {
            for (int end = first; ; end += step) {
                int limit = Math.min(end, wire.length());
                if (parser.parse(octets.limit(3 + limit).asReadOnlyBuffer())) {
                    return parser.startLine() + "\n" + parser.fields() + parser.length();
                }
                if (limit == wire.length()) {
                    return "incomplete";
                }
            }
        } catch (MalformedMessageException refused) {
            return "refused " + refused.status();
        }
    }
}
