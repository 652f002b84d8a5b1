package org.stockade.itests.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;

/** Bytes whose place in the stream shows in them, cheap to make and to check. */
public final class Pattern {
    /** A prime, so that no power of two hides a shift. */
    private static final int LENGTH = 1_048_573;

    private static final byte[] BLOCK = new byte[LENGTH];

    static {
        new Random(20_260_101).nextBytes(BLOCK);
    }

    private Pattern() {}

    /** Writes the first {@code length} bytes. */
    public static void write(OutputStream out, long length) throws IOException {
        for (long at = 0; at < length; ) {
            int count = (int) Math.min(LENGTH, length - at);
            out.write(BLOCK, 0, count);
            at += count;
        }
        out.flush();
    }

    /**
     * Reads {@code length} bytes and compares each.
     *
     * @throws IOException if one differs, or the stream ends before; the message says where
     */
    public static void check(InputStream in, long length) throws IOException {
        byte[] buffer = new byte[256 * 1024];
        for (long at = 0; at < length; ) {
            int offset = (int) (at % LENGTH);
            int most = (int) Math.min(Math.min(buffer.length, LENGTH - offset), length - at);
            int count = in.read(buffer, 0, most);
            if (count < 0) {
                throw new IOException("the stream ends after " + at + " of " + length + " bytes");
            }
            int differs = Arrays.mismatch(buffer, 0, count, BLOCK, offset, offset + count);
            if (differs >= 0) {
                throw new IOException("byte " + (at + differs) + " differs");
            }
            at += count;
        }
    }
}
