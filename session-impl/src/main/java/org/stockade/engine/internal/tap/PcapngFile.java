package org.stockade.engine.internal.tap;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A pcapng file (draft-ietf-opsawg-pcapng) of raw IP packets that never grows over a limit: one
 * section, one interface for each side, times in nanoseconds. Blocks are written whole, so that
 * what is on the disk can be read at any time. One thread uses it.
 */
final class PcapngFile implements Closeable {
    /** The least limit that has room for what the file begins and ends with. */
    static final int LEAST = 1024;

    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;

    /** Packets that begin with an IPv4 or IPv6 header. */
    private static final int LINKTYPE_RAW = 101;

    private static final int OPT_ENDOFOPT = 0;
    private static final int OPT_COMMENT = 1;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int ISB_IFRECV = 4;
    private static final int ISB_IFDROP = 5;

    private static final byte NANOSECONDS = 9;

    /** What a block has besides its body: type, and its length at both ends. */
    private static final int AROUND = 12;

    private static final int PACKET_FIELDS = 20;
    private static final int STATISTICS = AROUND + 12 + 12 + 12 + 4;
    private static final int LONGEST_COMMENT = 255;

    /** More than the largest packet with all that is around it. */
    private static final int BUFFER = 128 * 1024;

    private final WritableByteChannel out;
    private final long limit;
    private final int interfaces;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private volatile long size;

    /**
     * @param limit of the file's size in bytes, at least {@value #LEAST}
     * @param comment what it shows; at most 255 chars of it are kept
     * @param interfaces their names
     */
    PcapngFile(WritableByteChannel out, long limit, String comment, List<String> interfaces) {
        this.out = out;
        this.limit = limit;
        this.interfaces = interfaces.size();
        String kept = comment.substring(0, Math.min(comment.length(), LONGEST_COMMENT));
        byte[] said = kept.getBytes(StandardCharsets.US_ASCII);
        int body = 16 + option(said.length) + 4;
        begin(SECTION_HEADER, body);
        buffer.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        put(OPT_COMMENT, said);
        end(body);
        interfaces.forEach(this::describe);
    }

    private void describe(String name) {
        byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
        int body = 8 + option(octets.length) + option(1) + 4;
        begin(INTERFACE_DESCRIPTION, body);
        // No limit on the length of a packet.
        buffer.putShort((short) LINKTYPE_RAW).putShort((short) 0).putInt(0);
        put(IF_NAME, octets);
        put(IF_TSRESOL, new byte[] {NANOSECONDS});
        end(body);
    }

    /** Bytes written or about to be; any thread may ask. */
    long size() {
        return size;
    }

    /** The longest packet that there is room for, in bytes; may be negative. */
    long room() {
        long left = limit - size - (long) interfaces * STATISTICS - AROUND - PACKET_FIELDS;
        return left & ~3L;
    }

    /**
     * Adds a packet of at most {@link #room()} bytes.
     *
     * @param on number of the interface, from 0
     * @param nanos since the epoch
     */
    void add(int on, long nanos, byte[] packet) throws IOException {
        if (packet.length > room()) {
            throw new IllegalArgumentException(
                    packet.length + " bytes were to be added; there is room for " + room());
        }
        int body = PACKET_FIELDS + padded(packet.length);
        if (buffer.remaining() < AROUND + body) {
            flush();
        }
        begin(ENHANCED_PACKET, body);
        buffer.putInt(on).putInt((int) (nanos >>> 32)).putInt((int) nanos);
        buffer.putInt(packet.length).putInt(packet.length).put(packet);
        pad(packet.length);
        end(body);
    }

    /** Hands what is kept to the file. */
    void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }

    /**
     * The last block of an interface, for which there is always room.
     *
     * @param received how many pieces came
     * @param dropped how many of them are not in the file
     */
    void statistics(int on, long nanos, long received, long dropped) throws IOException {
        if (buffer.remaining() < STATISTICS) {
            flush();
        }
        int body = STATISTICS - AROUND;
        begin(INTERFACE_STATISTICS, body);
        buffer.putInt(on).putInt((int) (nanos >>> 32)).putInt((int) nanos);
        buffer.putShort((short) ISB_IFRECV).putShort((short) 8).putLong(received);
        buffer.putShort((short) ISB_IFDROP).putShort((short) 8).putLong(dropped);
        buffer.putShort((short) OPT_ENDOFOPT).putShort((short) 0);
        end(body);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            flush();
        }
    }

    private void begin(int type, int body) {
        buffer.putInt(type).putInt(AROUND + body);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    private void end(int body) {
        buffer.putInt(AROUND + body);
        size += AROUND + body;
    }

    /** An option; the last one of all is followed by the end of options. */
    private void put(int code, byte[] value) {
        buffer.putShort((short) code).putShort((short) value.length).put(value);
        pad(value.length);
        if (code != IF_NAME) {
            buffer.putShort((short) OPT_ENDOFOPT).putShort((short) 0);
        }
    }

    private static int option(int length) {
        return 4 + padded(length);
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private void pad(int length) {
        for (int i = length; i < padded(length); i++) {
            buffer.put((byte) 0);
        }
    }
}
