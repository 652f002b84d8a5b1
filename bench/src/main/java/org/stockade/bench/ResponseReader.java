package org.stockade.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the end of each response of one connection; its body must have a length. */
final class ResponseReader {
    private static final Pattern LENGTH =
            Pattern.compile("\r\nContent-Length: *([0-9]+)", Pattern.CASE_INSENSITIVE);

    private final byte[] head = new byte[4096];
    private int headBytes;
    private long left = -1;
    private boolean good;

    /**
     * Takes bytes up to the end of a response.
     *
     * @return whether the response is complete
     */
    boolean take(ByteBuffer bytes) throws IOException {
        while (left < 0 && bytes.hasRemaining()) {
            if (headBytes == head.length) {
                throw new IOException("the head of a response is over 4096 octets");
            }
            head[headBytes] = bytes.get();
            headBytes++;
            if (endsHead()) {
                readHead();
            }
        }
        if (left > 0) {
            int now = (int) Math.min(left, bytes.remaining());
            bytes.position(bytes.position() + now);
            left -= now;
        }
        if (left != 0) {
            return false;
        }
        left = -1;
        headBytes = 0;
        return true;
    }

    /** Whether the status of the last response was 200. */
    boolean good() {
        return good;
    }

    private boolean endsHead() {
        return headBytes >= 4
                && head[headBytes - 1] == '\n'
                && head[headBytes - 2] == '\r'
                && head[headBytes - 3] == '\n';
    }

    private void readHead() throws IOException {
        String text = new String(head, 0, headBytes, StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(text);
        if (!length.find()) {
            throw new IOException("a response has no length: " + text.lines().findFirst());
        }
        left = Long.parseLong(length.group(1));
        good = text.startsWith("HTTP/1.1 200 ");
    }
}
