package org.stockade.engine.internal.resolve;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.Question;
import org.minidns.record.A;
import org.minidns.record.AAAA;
import org.minidns.record.Record;

/** A DNS server of a test, on UDP and TCP of one port of loopback. */
final class LoopbackDns implements AutoCloseable {
    /** What is sent back to one question; nothing: silence. */
    interface Script {
        List<byte[]> answers(DnsMessage query, boolean stream) throws IOException;
    }

    final List<String> asked = new CopyOnWriteArrayList<>();
    private final Script script;
    private final DatagramSocket datagrams;
    private final ServerSocket streams;

    LoopbackDns(Script script) throws IOException {
        this.script = script;
        streams = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        datagrams =
                new DatagramSocket(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), streams.getLocalPort()));
        Thread.ofPlatform().daemon().start(this::serveDatagrams);
        Thread.ofPlatform().daemon().start(this::serveStreams);
    }

    int port() {
        return streams.getLocalPort();
    }

    private void serveDatagrams() {
        byte[] buffer = new byte[4096];
        while (!datagrams.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                datagrams.receive(packet);
                byte[] octets = java.util.Arrays.copyOf(buffer, packet.getLength());
                for (byte[] answer : answers(octets, false)) {
                    datagrams.send(
                            new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                continue;
            }
        }
    }

    private void serveStreams() {
        while (!streams.isClosed()) {
            try (Socket peer = streams.accept()) {
                DataInputStream in = new DataInputStream(peer.getInputStream());
                byte[] octets = in.readNBytes(in.readUnsignedShort());
                OutputStream out = peer.getOutputStream();
                for (byte[] answer : answers(octets, true)) {
                    out.write(answer.length >> 8);
                    out.write(answer.length);
                    out.write(answer);
                    out.flush();
                }
            } catch (IOException closed) {
                continue;
            }
        }
    }

    private List<byte[]> answers(byte[] octets, boolean stream) throws IOException {
        DnsMessage query = new DnsMessage(octets);
        Question question = query.getQuestion();
        asked.add((stream ? "tcp " : "udp ") + question.type + " " + question.name);
        return script.answers(query, stream);
    }

    /** The answer to this query with these records. */
    static DnsMessage.Builder answer(DnsMessage query, Record<?>... records) {
        DnsMessage.Builder answer =
                DnsMessage.builder()
                        .setId(query.id)
                        .setQrFlag(true)
                        .setResponseCode(DnsMessage.RESPONSE_CODE.NO_ERROR)
                        .setQuestion(query.getQuestion());
        for (Record<?> each : records) {
            answer.addAnswer(each);
        }
        return answer;
    }

    /** An A or AAAA record. */
    static Record<?> address(String name, String ip, long ttl) {
        boolean six = ip.indexOf(':') >= 0;
        return new Record<>(
                name,
                six ? Record.TYPE.AAAA : Record.TYPE.A,
                Record.CLASS.IN.getValue(),
                ttl,
                six ? new AAAA(octets(ip)) : new A(octets(ip)));
    }

    private static byte[] octets(String ip) {
        return org.stockade.endpoint.SockAddr.of(ip, 0).address().getAddress();
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        streams.close();
    }
}
