package org.stockade.transport;

import java.nio.ByteBuffer;

/**
 * Is shown what crosses an endpoint, as its user reads and writes it: above TLS, below the buffers.
 * Whoever makes one implements it; {@link Tappable#tap} puts it in. Of datagrams each call is one,
 * as a whole.
 *
 * <p>It is called on the threads that move the bytes: it must not wait, nor throw. Calls for one
 * direction come one after another, in the order of the bytes; both directions may come at once. A
 * call that was under way when it was taken out may still come after that.
 */
public interface Tap {
    /** These came from the peer; valid during the call only. */
    void received(ByteBuffer bytes);

    /** These went to the peer; valid during the call only. */
    void sent(ByteBuffer bytes);

    /** The peer has ended its output in order. */
    void receivedEnd();

    /** Output to the peer was ended in order. */
    void sentEnd();
}
