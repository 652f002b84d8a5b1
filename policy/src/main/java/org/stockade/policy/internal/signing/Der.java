package org.stockade.policy.internal.signing;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Reads ASN.1 in DER (X.690) as far as a signature block needs it; nothing is copied. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OBJECT_ID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final int CONTEXT_0 = 0xa0;
    static final int CONTEXT_1 = 0xa1;

    private final ByteBuffer bytes;

    Der(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    boolean isEmpty() {
        return !bytes.hasRemaining();
    }

    boolean isNext(int tag) {
        return bytes.hasRemaining() && (bytes.get(bytes.position()) & 0xff) == tag;
    }

    /** The content of the next element, which must have this tag. */
    Der next(int tag) throws NotSignedException {
        if (!isNext(tag)) {
            throw malformed();
        }
        return any();
    }

    /** The content of the next element, whatever it is. */
    Der any() throws NotSignedException {
        try {
            bytes.get();
            int length = length();
            if (length < 0 || length > bytes.remaining()) {
                throw malformed();
            }
            ByteBuffer content = bytes.slice(bytes.position(), length);
            bytes.position(bytes.position() + length);
            return new Der(content);
        } catch (BufferUnderflowException cut) {
            throw malformed();
        }
    }

    /** X.690 section 8.1.3; the indefinite form is not DER. */
    private int length() throws NotSignedException {
        int first = bytes.get() & 0xff;
        if (first < 0x80) {
            return first;
        }
        int octets = first & 0x7f;
        if (octets == 0 || octets > 4) {
            throw malformed();
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | bytes.get() & 0xff;
        }
        return length;
    }

    /** The next element as an object identifier, {@code 1.2.840.113549.1.7.2}. */
    String objectId() throws NotSignedException {
        ByteBuffer octets = next(OBJECT_ID).bytes;
        StringBuilder text = new StringBuilder();
        long arc = 0;
        boolean open = true;
        while (octets.hasRemaining()) {
            int octet = octets.get();
            if (arc > Long.MAX_VALUE >> 8) {
                throw malformed();
            }
            arc = arc << 7 | octet & 0x7f;
            open = octet < 0;
            if (!open) {
                if (text.isEmpty()) {
                    long root = Math.min(arc / 40, 2);
                    text.append(root).append('.').append(arc - root * 40);
                } else {
                    text.append('.').append(arc);
                }
                arc = 0;
            }
        }
        if (open) {
            throw malformed();
        }
        return text.toString();
    }

    private static NotSignedException malformed() {
        return new NotSignedException("its signature block is no PKCS #7 signed data in DER");
    }
}
