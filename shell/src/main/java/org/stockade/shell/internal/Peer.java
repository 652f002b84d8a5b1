package org.stockade.shell.internal;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** Who is at the other end of the control socket. */
final class Peer {
    /** Where the platform cannot tell. */
    static final String UNKNOWN = "unknown";

    private Peer() {}

    /** The user's name as the kernel vouches for it (SO_PEERCRED of unix(7)). */
    static String user(SocketChannel client) {
        try {
            return client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        } catch (IOException | UnsupportedOperationException | LinkageError notHere) {
            // The package jdk.net is the JDK's own; a framework may hide it.
            return UNKNOWN;
        }
    }
}
