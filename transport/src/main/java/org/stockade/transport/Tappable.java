package org.stockade.transport;

import org.stockade.endpoint.Endpoint;

/** An endpoint of ours, which can be looked into while it is used. */
public interface Tappable extends Endpoint {
    /**
     * Shows {@code tap} what crosses this endpoint from now on, as its user reads and writes it.
     * Any thread; nothing waits for it.
     */
    void tap(Tap tap);

    /** Takes a tap out, where it is there. A call under way still ends in it. */
    void untap(Tap tap);
}
