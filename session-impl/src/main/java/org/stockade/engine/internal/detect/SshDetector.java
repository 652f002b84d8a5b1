package org.stockade.engine.internal.detect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.stockade.detect.Detector;
import org.stockade.detect.Finding;

/** The identification line of SSH, RFC 4253 sections 4.2 and 5.1. */
public final class SshDetector implements Detector {
    /** With its CR LF. */
    private static final int LONGEST = 255;

    private static final String TWO = "SSH-2.0-";
    private static final String BOTH = "SSH-1.99-";

    @Override
    public Look begin() {
        return (side, soFar) -> detect(soFar);
    }

    /** What such bytes are. */
    public static Finding detect(ByteBuffer soFar) {
        int size = Math.min(soFar.remaining(), LONGEST);
        byte[] octets = new byte[size];
        soFar.get(soFar.position(), octets);
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        String begin = line.startsWith("SSH-1") ? BOTH : TWO;
        if (!line.startsWith(begin)) {
            return end < 0 && (begin.startsWith(line) || BOTH.startsWith(line))
                    ? Finding.NEED_MORE
                    : Finding.NOT;
        }
        boolean carriageReturn = line.endsWith("\r");
        String rest = line.substring(begin.length(), line.length() - (carriageReturn ? 1 : 0));
        if (!isSoftware(rest)) {
            return Finding.NOT;
        }
        if (end < 0) {
            return size == LONGEST ? Finding.NOT : Finding.NEED_MORE;
        }
        boolean ended = carriageReturn || begin.equals(BOTH);
        return ended && !rest.isEmpty() && rest.charAt(0) != ' '
                ? Finding.plain("ssh")
                : Finding.NOT;
    }

    /** Whether this is, or begins, a software version and perhaps a blank and comments. */
    private static boolean isSoftware(String rest) {
        boolean comments = false;
        for (int i = 0; i < rest.length(); i++) {
            char each = rest.charAt(i);
            if (each < ' ' || each > '~' || each == '-' && !comments) {
                return false;
            }
            comments |= each == ' ';
        }
        return true;
    }
}
