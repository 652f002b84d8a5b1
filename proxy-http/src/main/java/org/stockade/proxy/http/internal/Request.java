package org.stockade.proxy.http.internal;

/**
 * A request that may go on.
 *
 * @param expects whether the client waits for a 100 before it sends the body
 */
record Request(RequestHead head, Target target, Framing framing, boolean expects) {

    /**
     * Whether it may be sent a second time after a connection was lost (RFC 9110 section 9.2.2).
     */
    boolean repeatable() {
        return head.idempotent() && framing instanceof Framing.None;
    }

    String method() {
        return head.method();
    }

    Version version() {
        return head.version();
    }
}
