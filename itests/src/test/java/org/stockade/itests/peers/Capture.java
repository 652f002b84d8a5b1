package org.stockade.itests.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pcapng file of raw IP packets holds: the payload of each direction of each connection,
 * whose segments must follow each other without a gap.
 *
 * @param streams by {@code 192.0.2.99:50000 > 192.0.2.1:80}, in the order of their first packets
 * @param datagrams {@code 192.0.2.99:50000 > 192.0.2.1:53: payload}, in their order
 * @param whole whether it ends with the statistics of both interfaces
 */
public record Capture(Map<String, byte[]> streams, List<String> datagrams, boolean whole) {
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;
    private static final int SYN = 2;
    private static final int UDP = 17;

    /** Reads a file to its end. */
    public static Capture of(String file) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(Path.of(file)));
        Map<String, ByteArrayOutputStream> streams = new LinkedHashMap<>();
        Map<String, Integer> next = new LinkedHashMap<>();
        List<String> datagrams = new ArrayList<>();
        int statistics = 0;
        while (all.hasRemaining()) {
            int start = all.position();
            int type = all.getInt();
            int length = all.getInt();
            if (all.getInt(start + length - 4) != length) {
                throw new IOException("block at " + start + " has two lengths");
            }
            if (type == ENHANCED_PACKET) {
                ByteBuffer packet = all.slice(start + 28, all.getInt(start + 20));
                if (packet.get(packet.get(0) >>> 4 == 4 ? 9 : 6) == UDP) {
                    datagrams.add(datagram(packet));
                } else {
                    packet(packet, streams, next);
                }
            } else if (type == INTERFACE_STATISTICS) {
                statistics++;
            }
            all.position(start + length);
        }
        Map<String, byte[]> read = new LinkedHashMap<>();
        streams.forEach((name, bytes) -> read.put(name, bytes.toByteArray()));
        return new Capture(read, datagrams, statistics == 2);
    }

    private static void packet(
            ByteBuffer packet,
            Map<String, ByteArrayOutputStream> streams,
            Map<String, Integer> next)
            throws IOException {
        int tcp = header(packet);
        String name = name(packet);
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

    private static int header(ByteBuffer packet) {
        return packet.get(0) >>> 4 == 4 ? 20 : 40;
    }

    /** TCP and UDP have their ports in the same place. */
    private static String name(ByteBuffer packet) throws UnknownHostException {
        int ports = header(packet);
        int addresses = ports == 20 ? 12 : 8;
        int size = ports == 20 ? 4 : 16;
        return address(packet, addresses, size, ports)
                + " > "
                + address(packet, addresses + size, size, ports + 2);
    }

    private static String datagram(ByteBuffer packet) throws IOException {
        int udp = header(packet);
        int length = packet.getShort(udp + 4) & 0xffff;
        if (udp + length != packet.limit()) {
            throw new IOException(length + " bytes of " + packet.limit() + " are the datagram's");
        }
        byte[] payload = new byte[length - 8];
        packet.get(udp + 8, payload);
        return name(packet) + ": " + new String(payload, StandardCharsets.ISO_8859_1);
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
