package org.stockade.session;

import org.stockade.endpoint.ConnectFailedException;

/** How a connection ended, for its summary record. */
public enum Outcome {
    ACCEPTED,
    DENIED_BY_POLICY,
    DENIED_BY_LIMIT,
    DENIED_BY_CONNECTION_FAIL,
    DENIED_BY_UNKNOWN_FAIL,
    ABORTED_BY_POLICY_ACTION,
    INVALID_POLICY_CALL;

    /** What a failure while a service starts, or while it connects to its server, means. */
    public static Outcome of(Throwable failure) {
        return switch (failure) {
            case AccessDeniedException denied -> DENIED_BY_POLICY;
            case LimitException limit -> DENIED_BY_LIMIT;
            case ConnectFailedException connect -> DENIED_BY_CONNECTION_FAIL;
            default -> DENIED_BY_UNKNOWN_FAIL;
        };
    }
}
