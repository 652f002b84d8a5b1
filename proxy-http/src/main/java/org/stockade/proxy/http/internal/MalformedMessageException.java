package org.stockade.proxy.http.internal;

import java.io.IOException;

/** A message, or a part of one, is not as RFC 9110 and RFC 9112 want it, or exceeds a limit. */
final class MalformedMessageException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status what a client is told whose request this is; a response of this kind is a 502
     * @param what names the part, the value and the bound
     */
    MalformedMessageException(int status, String what) {
        super(what);
        this.status = status;
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
