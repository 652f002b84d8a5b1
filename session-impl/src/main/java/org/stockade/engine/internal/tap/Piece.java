package org.stockade.engine.internal.tap;

/**
 * Something that has happened to a conversation.
 *
 * @param fromInitiator which direction it is of
 * @param nanos when, since the epoch
 * @param position how many bytes of its direction were before it
 * @param payload empty unless it is data
 */
public record Piece(
        Conversation of,
        boolean fromInitiator,
        Kind kind,
        long nanos,
        long position,
        byte[] payload) {
    /** What it is. */
    public enum Kind {
        OPEN,
        DATA,
        END
    }
}
