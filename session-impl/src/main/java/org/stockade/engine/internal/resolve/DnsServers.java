package org.stockade.engine.internal.resolve;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE;
import org.minidns.dnsmessage.Question;
import org.stockade.endpoint.SockAddr;

/**
 * Asks named servers one after the other: over UDP, and over TCP what did not fit. An answer counts
 * only from the server that was asked, with the number and the question that it was asked; others
 * are passed over, so that whoever guesses wrong does not even stop the right one.
 *
 * @param servers in the order to ask
 * @param timeout for each of them
 * @param clock nanoseconds, as {@link System#nanoTime}
 */
record DnsServers(List<SockAddr> servers, Duration timeout, LongSupplier clock)
        implements DnsExchange {
    /** More than any answer without EDNS has. */
    private static final int LARGEST_DATAGRAM = 4096;

    /** Wrong answers to one question that are passed over. */
    private static final int MOST_WRONG = 64;

    private static final SecureRandom RANDOM = new SecureRandom();

    DnsServers {
        servers = List.copyOf(servers);
    }

    @Override
    public DnsMessage ask(Question question, Duration limit) throws IOException {
        long end = clock.getAsLong() + limit.toNanos();
        IOException last = new SocketTimeoutException("there is no time left");
        for (SockAddr server : servers) {
            Duration left = Duration.ofNanos(end - clock.getAsLong());
            if (!left.isPositive()) {
                break;
            }
            try {
                DnsMessage answer = ask(server, question, min(left, timeout));
                if (isFinal(answer.responseCode)) {
                    return answer;
                }
                last = new IOException("server " + server + " answers " + answer.responseCode);
            } catch (IOException | RuntimeException failed) {
                // The parser complains of some malformed messages with unchecked exceptions.
                last = new IOException("server " + server + ": " + why(failed), failed);
            }
        }
        throw last;
    }

    private static String why(Exception failed) {
        if (failed instanceof PortUnreachableException) {
            return "nobody answers at this port";
        }
        String message = failed.getMessage();
        return message == null ? failed.getClass().getSimpleName() : message;
    }

    private static boolean isFinal(RESPONSE_CODE code) {
        return code == RESPONSE_CODE.NO_ERROR
                || code == RESPONSE_CODE.NX_DOMAIN
                || code == RESPONSE_CODE.YXDOMAIN;
    }

    private DnsMessage ask(SockAddr server, Question question, Duration limit) throws IOException {
        long end = clock.getAsLong() + limit.toNanos();
        DnsMessage query =
                question.asMessageBuilder()
                        .setId(RANDOM.nextInt(1 << 16))
                        .setRecursionDesired(true)
                        .build();
        DnsMessage answer = byDatagram(server, query, end);
        return answer.truncated ? byStream(server, query, end) : answer;
    }

    private DnsMessage byDatagram(SockAddr server, DnsMessage query, long end) throws IOException {
        // A port of its own for each question is half of what a forger must guess.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server.toSocket());
            byte[] asked = query.toArray();
            socket.send(new DatagramPacket(asked, asked.length));
            byte[] buffer = new byte[LARGEST_DATAGRAM];
            for (int wrong = 0; wrong < MOST_WRONG; wrong++) {
                DatagramPacket came = new DatagramPacket(buffer, buffer.length);
                socket.setSoTimeout(millisLeft(end));
                socket.receive(came);
                byte[] octets = new byte[came.getLength()];
                System.arraycopy(buffer, 0, octets, 0, octets.length);
                DnsMessage answer = parsed(octets);
                if (answer != null && answers(answer, query)) {
                    return answer;
                }
            }
            throw new IOException(MOST_WRONG + " wrong answers");
        }
    }

    private DnsMessage byStream(SockAddr server, DnsMessage query, long end) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server.toSocket(), millisLeft(end));
            socket.setSoTimeout(millisLeft(end));
            byte[] asked = query.toArray();
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] whole = new byte[asked.length + 2];
            whole[0] = (byte) (asked.length >> 8);
            whole[1] = (byte) asked.length;
            System.arraycopy(asked, 0, whole, 2, asked.length);
            out.write(whole);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] octets = new byte[in.readUnsignedShort()];
            for (int at = 0; at < octets.length; ) {
                // Each read has what is left: one octet at a time does not make it longer.
                socket.setSoTimeout(millisLeft(end));
                int count = in.read(octets, at, octets.length - at);
                if (count < 0) {
                    throw new IOException("the answer ends early");
                }
                at += count;
            }
            DnsMessage answer = new DnsMessage(octets);
            if (!answers(answer, query)) {
                throw new IOException("the answer is to another question");
            }
            return answer;
        }
    }

    /** The message, or {@code null} if it is none: like an answer to another question. */
    private static @Nullable DnsMessage parsed(byte[] octets) {
        try {
            return new DnsMessage(octets);
        } catch (IOException | RuntimeException malformed) {
            return null;
        }
    }

    /** Whether it is the answer to just this. */
    private static boolean answers(DnsMessage answer, DnsMessage query) {
        return answer.qr
                && answer.id == query.id
                && answer.opcode == query.opcode
                && answer.questions.size() == 1
                && answer.getQuestion().equals(query.getQuestion());
    }

    /** At least 1: 0 would wait for ever. */
    private int millisLeft(long end) throws SocketTimeoutException {
        long left = Duration.ofNanos(end - clock.getAsLong()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
