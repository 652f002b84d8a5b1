package org.stockade.match;

import java.io.IOException;

/**
 * A matcher cannot say whether a text matches. A proxy that lets it rise ends its session, as after
 * any other failure.
 */
public final class MatcherException extends IOException {
    private static final long serialVersionUID = 1L;

    /** For operators: what is missing and what mends it. */
    public MatcherException(String message) {
        super(message);
    }
}
