package org.stockade.engine.internal.tap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.stockade.endpoint.SockAddr;

/**
 * One endpoint's two streams as a TCP connection in the file: a handshake when the tap was put in,
 * then the payload, numbered from there.
 *
 * <p>The counts of each direction belong to whoever moves its bytes, {@code next} to the thread
 * that writes the file.
 */
final class StreamConversation implements Conversation {
    /** Longest payload of one packet. */
    private static final int LONGEST = 16 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Recording recording;
    private final int side;
    private final boolean peerInitiates;
    private final int first;
    private final TcpPackets packets;

    private long received;
    private long sent;
    private boolean receivedEnded;
    private boolean sentEnded;

    private int nextOfInitiator;
    private int nextOfResponder;

    /**
     * @param side number of the interface in the file
     * @param peerInitiates whether the endpoint's peer is the one who connected
     * @param first initial sequence number of both directions
     */
    StreamConversation(
            Recording recording,
            int side,
            SockAddr initiator,
            SockAddr responder,
            boolean peerInitiates,
            int first) {
        this.recording = recording;
        this.side = side;
        this.packets = new TcpPackets(initiator, responder);
        this.peerInitiates = peerInitiates;
        this.first = first;
        this.nextOfInitiator = first + 1;
        this.nextOfResponder = first + 1;
    }

    @Override
    public int side() {
        return side;
    }

    // What has happened, on the threads that move the bytes

    @Override
    public void received(ByteBuffer bytes) {
        received = take(peerInitiates, received, bytes);
    }

    @Override
    public void sent(ByteBuffer bytes) {
        sent = take(!peerInitiates, sent, bytes);
    }

    private long take(boolean fromInitiator, long position, ByteBuffer bytes) {
        long at = position;
        while (bytes.hasRemaining()) {
            int count = Math.min(LONGEST, bytes.remaining());
            recording.data(this, fromInitiator, at, bytes, count);
            at += count;
        }
        return at;
    }

    @Override
    public void receivedEnd() {
        if (!receivedEnded) {
            receivedEnded = true;
            recording.end(this, peerInitiates, received);
        }
    }

    @Override
    public void sentEnd() {
        if (!sentEnded) {
            sentEnded = true;
            recording.end(this, !peerInitiates, sent);
        }
    }

    // Packets, on the thread that writes

    @Override
    public int headers() {
        return packets.headers();
    }

    @Override
    public List<byte[]> packets(Piece piece, long longest) {
        return switch (piece.kind()) {
            case OPEN -> handshake();
            case DATA -> {
                int count = (int) Math.min(piece.payload().length, longest - packets.headers());
                yield count <= 0
                        ? List.of()
                        : List.of(packet(piece, TcpPackets.PSH, piece.payload(), count, count));
            }
            case END -> List.of(packet(piece, TcpPackets.FIN, new byte[0], 0, 1));
        };
    }

    private List<byte[]> handshake() {
        int syn = TcpPackets.SYN;
        int ack = TcpPackets.ACK;
        List<byte[]> three = new ArrayList<>();
        three.add(packets.packet(true, syn, first, 0, NOTHING));
        three.add(packets.packet(false, syn | ack, first, first + 1, NOTHING));
        three.add(packets.packet(true, ack, first + 1, first + 1, NOTHING));
        return three;
    }

    private byte[] packet(Piece piece, int flag, byte[] payload, int count, int advance) {
        int sequence = (int) (first + 1 + piece.position());
        int next = sequence + advance;
        int acknowledged = piece.fromInitiator() ? nextOfResponder : nextOfInitiator;
        if (piece.fromInitiator()) {
            nextOfInitiator = next;
        } else {
            nextOfResponder = next;
        }
        return packets.packet(
                piece.fromInitiator(),
                flag | TcpPackets.ACK,
                sequence,
                acknowledged,
                ByteBuffer.wrap(payload, 0, count));
    }
}
