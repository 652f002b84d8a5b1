package org.stockade.proxy.http.internal;

import java.io.IOException;

/** A message, or a part of one, is not as RFC 9110 and RFC 9112 want it, or exceeds a limit. */
final class MalformedMessageException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean cutShort;

    /**
     * @param status what a client is told whose request this is; a response of this kind is a 502
     * @param what names the part, the value and the bound
     */
    MalformedMessageException(int status, String what) {
        this(status, what, false);
    }

    private MalformedMessageException(int status, String what, boolean cutShort) {
        super(what);
        this.status = status;
        this.cutShort = cutShort;
    }

    /**
     * The peer has gone in the middle of the message: incomplete (RFC 9112 section 8), no attack.
     */
    static MalformedMessageException cutShort(String what) {
        return new MalformedMessageException(400, what, true);
    }

    /** Whether nothing is wrong but that the rest is missing. */
    boolean isCutShort() {
        return cutShort;
    }

    /** The status for a request. */
    int status() {
        return status;
    }

    /** What is wrong. */
    String what() {
        return String.valueOf(getMessage());
    }
}
