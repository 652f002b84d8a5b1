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

    /** Whether its {@code Max-Forwards} lets no further server see it (RFC 9110 section 7.6.2). */
    boolean goesNoFurther() {
        return limitsItsWay(head)
                && head.fields().first(FieldName.MAX_FORWARDS).orElse("").equals("0");
    }

    /** Whether {@code Max-Forwards} means something for this method. */
    static boolean limitsItsWay(RequestHead head) {
        return head.method().equals("OPTIONS") || head.method().equals("TRACE");
    }

    String method() {
        return head.method();
    }

    Version version() {
        return head.version();
    }
}
