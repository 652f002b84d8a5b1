package org.stockade.engine.internal.detect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.stockade.detect.Detector;
import org.stockade.detect.Finding;
import org.stockade.session.Side;

/** The request line of HTTP/1 (RFC 9112 section 3) or the preface of HTTP/2 (RFC 9113 3.4). */
public final class HttpDetector implements Detector {
    /** A request line that is not over by then is none. */
    static final int LONGEST = 16 * 1024;

    private static final List<byte[]> METHODS =
            List.of(
                    octets("GET "),
                    octets("HEAD "),
                    octets("POST "),
                    octets("PUT "),
                    octets("DELETE "),
                    octets("CONNECT "),
                    octets("OPTIONS "),
                    octets("TRACE "),
                    octets("PATCH "));

    private static final byte[] VERSION = octets(" HTTP/1.");
    private static final byte[] PREFACE = octets("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Look begin() {
        return (side, soFar) -> side == Side.CLIENT ? detect(soFar) : Finding.NOT;
    }

    /** What such bytes are. */
    public static Finding detect(ByteBuffer soFar) {
        int size = soFar.remaining();
        if (starts(soFar, PREFACE)) {
            return size < PREFACE.length ? Finding.NEED_MORE : Finding.plain("http");
        }
        for (byte[] method : METHODS) {
            if (starts(soFar, method)) {
                return size < method.length ? Finding.NEED_MORE : line(soFar, method.length);
            }
        }
        return Finding.NOT;
    }

    /** Whether it starts with all of this, or is the start of it. */
    private static boolean starts(ByteBuffer soFar, byte[] with) {
        int count = Math.min(soFar.remaining(), with.length);
        for (int i = 0; i < count; i++) {
            if (soFar.get(soFar.position() + i) != with[i]) {
                return false;
            }
        }
        return true;
    }

    private static Finding line(ByteBuffer soFar, int target) {
        int size = Math.min(soFar.remaining(), LONGEST);
        int matched = 0;
        for (int i = target; i < size; i++) {
            byte octet = soFar.get(soFar.position() + i);
            if (matched > 0) {
                if (octet != VERSION[matched]) {
                    return Finding.NOT;
                }
                if (++matched == VERSION.length) {
                    return Finding.plain("http");
                }
            } else if (octet == ' ' && i > target) {
                matched = 1;
            } else if (octet >= 0 && octet <= ' ' || octet == 0x7f) {
                return Finding.NOT;
            }
        }
        return size == LONGEST ? Finding.NOT : Finding.NEED_MORE;
    }
}
