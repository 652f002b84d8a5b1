package org.stockade.endpoint;

import java.io.IOException;

/**
 * A line from a peer is over-long, or holds an octet that no line may hold. It has been discarded.
 */
public final class MalformedLineException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedLineException(String message) {
        super(message);
    }
}
