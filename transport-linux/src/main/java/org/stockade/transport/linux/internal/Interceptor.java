package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.util.Optional;
import org.stockade.endpoint.Transport.Interception;

/** Whether this process may have transparent listeners. */
final class Interceptor {
    private Interceptor() {}

    /**
     * What it lacks; empty: nothing that is known. {@code redirect} needs no right, and whether the
     * packet filter remembers destinations shows only when it has rules that say so.
     */
    static Optional<String> missing(Interception how) {
        return how == Interception.TPROXY ? tried() : Optional.empty();
    }

    /** The kernel is the one to ask: which rights suffice differs between namespaces. */
    private static Optional<String> tried() {
        Caller caller = Caller.passing();
        int fd = -1;
        try {
            fd = Socket.open(caller, Socket.AF_INET);
            Socket.makeTransparent(caller, fd, Socket.AF_INET);
            return Optional.empty();
        } catch (IOException lacking) {
            return Optional.of(String.valueOf(lacking.getMessage()));
        } finally {
            if (fd >= 0) {
                C.close(caller, fd);
            }
        }
    }
}
