package org.stockade.engine.internal.replay;

import org.stockade.endpoint.SockAddr;

/**
 * A server that a session asked for.
 *
 * @param named host and port as the protocol named them; empty: the router chose
 * @param asked the address before translation
 * @param real the address after it
 * @param refused whether the service may not connect there
 */
public record RecordedTarget(String named, SockAddr asked, SockAddr real, boolean refused) {
    /** Whether the protocol named it. */
    public boolean isNamed() {
        return !named.isEmpty();
    }
}
