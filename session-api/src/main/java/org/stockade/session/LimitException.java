package org.stockade.session;

import java.io.IOException;

/**
 * A limit on number or size is reached; the message names the limit, its value, and the key that
 * raises it.
 */
public final class LimitException extends IOException {
    private static final long serialVersionUID = 1L;

    public LimitException(String message) {
        super(message);
    }
}
