package org.stockade.session;

import java.io.IOException;

/** The policy refuses this client, service or server; the message says which and by what. */
public final class AccessDeniedException extends IOException {
    private static final long serialVersionUID = 1L;

    public AccessDeniedException(String message) {
        super(message);
    }
}
