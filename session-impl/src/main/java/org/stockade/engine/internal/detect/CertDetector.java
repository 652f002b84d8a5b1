package org.stockade.engine.internal.detect;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.stockade.detect.Detector;
import org.stockade.detect.Finding;
import org.stockade.session.Side;

/**
 * A TLS server by the certificates it shows, core.md section 14.4: {@code cert:} and the SHA-256 of
 * one of them in hex. TLS 1.3 and a resumed session show none: nothing is recognised then.
 */
public final class CertDetector implements Detector {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int RECORD_HEADER = 5;
    private static final int LONGEST_RECORD = (1 << 14) + 2048;

    /** Messages of a server up to its certificates are no longer. */
    private static final int LONGEST = 64 * 1024;

    private static final int MOST_CERTIFICATES = 16;

    @Override
    public Look begin() {
        return new Handshake()::detect;
    }

    /** One connection: the answer counts only after a hello was sent. */
    private static final class Handshake {
        private boolean asked;

        Finding detect(Side side, ByteBuffer soFar) {
            if (side == Side.CLIENT) {
                Finding of = client(soFar);
                asked |= of instanceof Finding.CopyClient;
                return of;
            }
            return asked ? server(soFar) : Finding.NOT;
        }
    }

    private static Finding client(ByteBuffer soFar) {
        int at = soFar.position();
        int have = soFar.remaining();
        if (have > 0 && soFar.get(at) != HANDSHAKE
                || have > 1 && soFar.get(at + 1) != 3
                || have > 2 && (soFar.get(at + 2) & 0xff) > 3
                || have > RECORD_HEADER && soFar.get(at + RECORD_HEADER) != CLIENT_HELLO) {
            return Finding.NOT;
        }
        if (have < RECORD_HEADER + 1) {
            return Finding.NEED_MORE;
        }
        int length = soFar.getShort(at + 3) & 0xffff;
        if (length == 0 || length > LONGEST_RECORD) {
            return Finding.NOT;
        }
        return have < RECORD_HEADER + length
                ? Finding.NEED_MORE
                : new Finding.CopyClient(RECORD_HEADER + length);
    }

    /** The records put together: a hello, then the certificates. */
    private static Finding server(ByteBuffer soFar) {
        ByteBuffer octets = soFar.duplicate();
        ByteBuffer messages = ByteBuffer.allocate(octets.remaining());
        while (octets.remaining() >= RECORD_HEADER) {
            if (octets.get() != HANDSHAKE || octets.get() != 3) {
                return Finding.NOT;
            }
            octets.get();
            int length = octets.getShort() & 0xffff;
            if (length == 0 || length > LONGEST_RECORD) {
                return Finding.NOT;
            }
            int there = Math.min(length, octets.remaining());
            messages.put(octets.slice(octets.position(), there));
            octets.position(octets.position() + there);
        }
        return messages(messages.flip());
    }

    private static Finding messages(ByteBuffer messages) {
        int expected = SERVER_HELLO;
        while (messages.remaining() >= 4) {
            int header = messages.getInt();
            int length = header & 0xffffff;
            if (header >>> 24 != expected || length > LONGEST) {
                return Finding.NOT;
            }
            if (messages.remaining() < length) {
                return Finding.NEED_MORE;
            }
            ByteBuffer body = messages.slice(messages.position(), length);
            if (expected == CERTIFICATE) {
                return certificates(body);
            }
            messages.position(messages.position() + length);
            expected = CERTIFICATE;
        }
        return Finding.NEED_MORE;
    }

    /** RFC 5246 section 7.4.2. */
    private static Finding certificates(ByteBuffer body) {
        List<String> names = new ArrayList<>();
        try {
            ByteBuffer list = take(body, number(body));
            while (list.hasRemaining() && names.size() < MOST_CERTIFICATES) {
                names.add("cert:" + sha256(take(list, number(list))));
            }
        } catch (BufferUnderflowException lengthsLie) {
            return Finding.NOT;
        }
        names.add("cert");
        return new Finding.Detected(names);
    }

    private static int number(ByteBuffer in) {
        return (in.get() & 0xff) << 16 | in.getShort() & 0xffff;
    }

    private static ByteBuffer take(ByteBuffer in, int count) {
        if (count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = in.slice(in.position(), count);
        in.position(in.position() + count);
        return part;
    }

    private static String sha256(ByteBuffer certificate) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(certificate);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            // Every Java platform has it.
            throw new IllegalStateException(impossible);
        }
    }
}
