package org.stockade.policy.internal.signing;

import java.io.IOException;

/** A jar is not signed as it must be; the message says what is wrong, for the operator. */
final class NotSignedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotSignedException(String message) {
        super(message);
    }
}
