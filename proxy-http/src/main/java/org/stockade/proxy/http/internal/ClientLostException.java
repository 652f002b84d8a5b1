package org.stockade.proxy.http.internal;

import java.io.IOException;

/** The client went away while its request was being served: nobody is left to answer. */
final class ClientLostException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientLostException(IOException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
