package org.stockade.engine.internal.detect;

import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.stockade.detect.Detector;
import org.stockade.detect.Finding;
import org.stockade.session.Side;

/**
 * The records of a TLS ClientHello (RFC 8446 section 5.1), put together where it comes in several:
 * kinds {@code tls}, with the name of the server, and {@code alpn}, with each protocol offered.
 */
public final class TlsDetector implements Detector {
    /** A hello that announces more octets is taken for none. */
    static final int LONGEST = 16 * 1024;

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int LONGEST_RECORD = 1 << 14;

    @Override
    public Look begin() {
        return new Hello()::detect;
    }

    /** One client's: what is incomplete is not taken apart again before there is enough of it. */
    private static final class Hello {
        private int wanted = 1;

        Finding detect(Side side, ByteBuffer soFar) {
            if (side != Side.CLIENT) {
                return Finding.NOT;
            }
            if (soFar.remaining() < wanted) {
                return Finding.NEED_MORE;
            }
            return TlsDetector.detect(soFar, least -> wanted = least);
        }
    }

    /** What such bytes are. */
    public static Finding detect(ByteBuffer soFar) {
        return detect(soFar, least -> {});
    }

    private static Finding detect(ByteBuffer soFar, IntConsumer wanted) {
        byte[] octets = new byte[soFar.remaining()];
        soFar.get(soFar.position(), octets);
        byte[] message = new byte[octets.length];
        int got = 0;
        int at = 0;
        while (true) {
            int have = octets.length - at;
            if (!isHeader(octets, at)) {
                return Finding.NOT;
            }
            if (have < RECORD_HEADER) {
                return Finding.NEED_MORE;
            }
            int length = (octets[at + 3] & 0xff) << 8 | octets[at + 4] & 0xff;
            if (length == 0 || length > LONGEST_RECORD) {
                return Finding.NOT;
            }
            int there = Math.min(length, have - RECORD_HEADER);
            System.arraycopy(octets, at + RECORD_HEADER, message, got, there);
            got += there;
            if (got > 0 && message[0] != CLIENT_HELLO) {
                return Finding.NOT;
            }
            if (got >= MESSAGE_HEADER) {
                int body = (message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | message[3] & 0xff;
                if (body > LONGEST) {
                    return Finding.NOT;
                }
                if (got >= MESSAGE_HEADER + body) {
                    return ClientHello.parse(ByteBuffer.wrap(message, MESSAGE_HEADER, body));
                }
            }
            if (there < length) {
                wanted.accept(at + RECORD_HEADER + length);
                return Finding.NEED_MORE;
            }
            at += RECORD_HEADER + length;
        }
    }

    /** Whether what is there of a record's header can be one: type, and versions 3.1 to 3.4. */
    private static boolean isHeader(byte[] octets, int at) {
        int have = octets.length - at;
        return (have < 1 || octets[at] == HANDSHAKE)
                && (have < 2 || octets[at + 1] == 3)
                && (have < 3 || octets[at + 2] >= 1 && octets[at + 2] <= 4);
    }
}
