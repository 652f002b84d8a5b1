package org.stockade.engine.internal.tap;

import java.util.List;
import org.stockade.transport.Tap;

/** What one endpoint and its peer say, as it stands in the file. */
public sealed interface Conversation extends Tap permits StreamConversation, DatagramConversation {
    /** Number of the interface in the file. */
    int side();

    /** Length of a packet without payload. */
    int headers();

    /**
     * The packets of a piece. On the thread that writes.
     *
     * @param longest room for one of them
     * @return empty if there is no room; of the bytes of a stream only so many are in it as fit
     */
    List<byte[]> packets(Piece piece, long longest);
}
