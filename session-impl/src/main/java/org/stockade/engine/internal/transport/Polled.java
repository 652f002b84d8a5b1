package org.stockade.engine.internal.transport;

import java.nio.channels.SelectionKey;

/** A socket whose readiness a {@link Poller} tells; called by threads of that. */
interface Polled {
    /** Has the selector look for what is waited for. */
    void armNow();

    /** It is ready. */
    void ready(SelectionKey selected);

    /** Every now and then: wakes waiters whose time has come. */
    void tick(long now);

    /** The poller ends: nobody would wake the waiters any more. */
    void abandon();
}
