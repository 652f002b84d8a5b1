package org.stockade.detect;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.session.Side;

/**
 * Recognises protocols by the first bytes of a connection: the OSGi service, found by the property
 * {@code detector.name}, one kind or several. Rules ask for a kind, {@code detect: ssh}, or for
 * what is known besides, {@code detect: "tls:www.example.com"}.
 *
 * <p>The engine asks only where rules name one of its kinds and could win by it, for 5 s and 64 KiB
 * a side at most; a detector that has not made up its mind by then has recognised nothing.
 */
@ConsumerType
@FunctionalInterface
public interface Detector {
    /** A look at one new connection; it keeps what it needs from piece to piece. */
    Look begin();

    /**
     * Whether the server speaks first: then the engine connects to it at once, with a connection
     * that is closed when all is decided, where a service that a rule names may go there.
     */
    default boolean serverFirst() {
        return false;
    }

    /** One connection, for one thread. */
    @ConsumerType
    @FunctionalInterface
    interface Look {
        /**
         * Looks at the bytes from position to limit, and changes neither; pure, no I/O.
         *
         * @param side whose bytes they are; the server's only where there is a connection to it
         * @param soFar all that this side has sent, perhaps nothing; not to be kept
         */
        Finding detect(Side side, ByteBuffer soFar);
    }
}
