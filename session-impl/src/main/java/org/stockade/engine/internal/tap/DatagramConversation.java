package org.stockade.engine.internal.tap;

import java.nio.ByteBuffer;
import java.util.List;
import org.stockade.endpoint.SockAddr;

/** One endpoint's datagrams, each a packet, empty ones too. */
final class DatagramConversation implements Conversation {
    private final Recording recording;
    private final int side;
    private final boolean peerInitiates;
    private final UdpPackets packets;

    /**
     * @param side number of the interface in the file
     * @param peerInitiates whether the endpoint's peer is the one who began
     */
    DatagramConversation(
            Recording recording,
            int side,
            SockAddr initiator,
            SockAddr responder,
            boolean peerInitiates) {
        this.recording = recording;
        this.side = side;
        this.peerInitiates = peerInitiates;
        this.packets = new UdpPackets(initiator, responder);
    }

    @Override
    public int side() {
        return side;
    }

    @Override
    public void received(ByteBuffer datagram) {
        recording.data(this, peerInitiates, 0, datagram, datagram.remaining());
    }

    @Override
    public void sent(ByteBuffer datagram) {
        recording.data(this, !peerInitiates, 0, datagram, datagram.remaining());
    }

    /** Datagrams have no end. */
    @Override
    public void receivedEnd() {}

    @Override
    public void sentEnd() {}

    @Override
    public int headers() {
        return packets.headers();
    }

    /** A datagram is there as a whole or not at all. */
    @Override
    public List<byte[]> packets(Piece piece, long longest) {
        return piece.payload().length + headers() <= longest
                ? List.of(packets.packet(piece.fromInitiator(), piece.payload()))
                : List.of();
    }
}
