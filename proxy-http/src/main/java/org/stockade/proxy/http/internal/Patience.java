package org.stockade.proxy.http.internal;

import java.time.Duration;

/**
 * How long a client may take.
 *
 * @param head for a whole request head
 * @param busy between two requests until its server connection may serve others meanwhile: to let
 *     go of it and to take one again costs more than to keep it for a client that goes on at once
 * @param idle between two requests beyond that
 */
record Patience(Duration head, Duration busy, Duration idle) {
    /** Well above a second: a transport may round such waits, and then needs no timer for each. */
    private static final Duration BUSY = Duration.ofSeconds(2);

    /** Of the time limits of these names. */
    static Patience of(Duration head, Duration idle) {
        // Ends a little before the engine's own idle limit, which resets instead of closing.
        Duration whole = Duration.ofNanos(idle.toNanos() - idle.toNanos() / 20);
        Duration busy = whole.compareTo(BUSY) < 0 ? whole : BUSY;
        return new Patience(head, busy, whole.minus(busy));
    }
}
