package org.stockade.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a server is to run.
 *
 * @param folder its own, for configuration and logs
 * @param addresses where it listens, all on loopback
 * @param port the same on each address
 * @param backend port of the web server behind it, on 127.0.0.1
 * @param cores how many it may use
 * @param connections how many of its clients may be connected at once
 */
record Place(
        Path folder, List<String> addresses, int port, int backend, int cores, int connections) {
    /** {@code before ADDRESS:PORT after} for each address, a line each. */
    String binds(String before, String after) {
        StringBuilder lines = new StringBuilder();
        for (String address : addresses) {
            lines.append(before).append(address).append(':').append(port).append(after);
            lines.append('\n');
        }
        return lines.toString();
    }
}
