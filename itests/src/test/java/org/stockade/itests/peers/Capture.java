package org.stockade.itests.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a pcapng file of raw IP packets holds: the payload of each direction of each connection,
 * whose segments must follow each other without a gap.
 *
 * @param streams by {@code 192.0.2.99:50000 > 192.0.2.1:80}, in the order of their first packets
 * @param whole whether it ends with the statistics of both interfaces
 */
public record Capture(Map<String, byte[]> streams, boolean whole) {
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;
    private static final int SYN = 2;

    /** Reads a file to its end. */
    public static Capture of(String file) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(Path.of(file)));
        Map<String, ByteArrayOutputStream> streams = new LinkedHashMap<>();
        Map<String, Integer> next = new LinkedHashMap<>();
        int statistics = 0;
        while (all.hasRemaining()) {
            int start = all.position();
            int type = all.getInt();
            int length = all.getInt();
            if (all.getInt(start + length - 4) != length) {
                throw new IOException("block at " + start + " has two lengths");
            }
            if (type == ENHANCED_PACKET) {
                packet(all.slice(start + 28, all.getInt(start + 20)), streams, next);
            } else if (type == INTERFACE_STATISTICS) {
                statistics++;
            }
            all.position(start + length);
        }
        Map<String, byte[]> read = new LinkedHashMap<>();
        streams.forEach((name, bytes) -> read.put(name, bytes.toByteArray()));
        return new Capture(read, statistics == 2);
    }

    private static void packet(
            ByteBuffer packet,
            Map<String, ByteArrayOutputStream> streams,
            Map<String, Integer> next)
            throws IOException {
        boolean isIpv4 = packet.get(0) >>> 4 == 4;
        int tcp = isIpv4 ? 20 : 40;
        int addresses = isIpv4 ? 12 : 8;
        int size = isIpv4 ? 4 : 16;
        String name =
                address(packet, addresses, size, tcp)
                        + " > "
                        + address(packet, addresses + size, size, tcp + 2);
        int sequence = packet.getInt(tcp + 4);
        int flags = packet.get(tcp + 13);
        int data = tcp + (packet.get(tcp + 12) >>> 4) * 4;
        byte[] payload = new byte[packet.limit() - data];
        packet.get(data, payload);
        if ((flags & SYN) != 0) {
            next.put(name, sequence + 1);
            streams.putIfAbsent(name, new ByteArrayOutputStream());
            return;
        }
        if (!next.get(name).equals(sequence)) {
            throw new IOException(name + ": " + sequence + " came after " + next.get(name));
        }
        next.put(name, sequence + payload.length);
        streams.get(name).write(payload);
    }

    private static String address(ByteBuffer packet, int at, int size, int port)
            throws UnknownHostException {
        byte[] octets = new byte[size];
        packet.get(at, octets);
        return InetAddress.getByAddress(octets).getHostAddress()
                + ":"
                + (packet.getShort(port) & 0xffff);
    }

    /** The payload of the direction whose name begins and ends so, as text. */
    public String text(String from, String to) {
        return streams.entrySet().stream()
                .filter(each -> each.getKey().startsWith(from) && each.getKey().endsWith(to))
                .map(each -> new String(each.getValue(), StandardCharsets.ISO_8859_1))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("no " + from + " > " + to + " in " + streams));
    }
}
