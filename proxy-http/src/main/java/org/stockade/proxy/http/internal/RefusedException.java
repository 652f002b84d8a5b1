package org.stockade.proxy.http.internal;

import java.io.IOException;

/** The exchange ends with an error page instead of a response. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whose doing it is; each is one event in the log. */
    enum Reason {
        /** The request is malformed, or over a limit. */
        VIOLATION,
        /** The policy refuses the request, its server, or what the response holds. */
        REFUSED,
        /** A limit on number or size of the firewall's own is reached. */
        LIMIT,
        /** The response is malformed, or over a limit. */
        SERVER_VIOLATION,
        /** The server cannot be reached. */
        CONNECT_FAILED,
        /** The server failed, or did not answer in time. */
        SERVER_FAILED,
        /** The client did not send its request in time. */
        CLIENT_SLOW,
        /** The client has gone in the middle of its request. */
        CLIENT_GONE
    }

    private final Reason reason;
    private final int status;
    private final String told;

    /**
     * @param told for the page
     * @param why for the log; may name what the client must not know
     */
    RefusedException(Reason reason, int status, String told, String why) {
        super(why);
        this.reason = reason;
        this.status = status;
        this.told = told;
    }

    /** The policy says no. */
    static RefusedException byPolicy(String why) {
        return new RefusedException(Reason.REFUSED, 403, why, why);
    }

    /** The request cannot be accepted. */
    static RefusedException request(MalformedMessageException malformed) {
        String what = malformed.what();
        return new RefusedException(
                malformed.isCutShort() ? Reason.CLIENT_GONE : Reason.VIOLATION,
                malformed.status(),
                "The request was refused: " + what + ".",
                what);
    }

    /** The response cannot be accepted. */
    static RefusedException response(MalformedMessageException malformed) {
        return new RefusedException(
                malformed.isCutShort() ? Reason.SERVER_FAILED : Reason.SERVER_VIOLATION,
                502,
                "The answer of the server was refused: " + malformed.what() + ".",
                malformed.what());
    }

    /** The server did not answer. */
    static RefusedException server(int status, String told, IOException cause) {
        RefusedException refused =
                new RefusedException(
                        Reason.SERVER_FAILED, status, told, String.valueOf(cause.getMessage()));
        refused.initCause(cause);
        return refused;
    }

    Reason reason() {
        return reason;
    }

    int status() {
        return status;
    }

    String told() {
        return told;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
