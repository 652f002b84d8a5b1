package org.stockade.engine.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.stockade.policy.Bind;
import org.stockade.policy.ListenerPolicy;

/**
 * Ports that a process may not have without the capability CAP_NET_BIND_SERVICE: capabilities(7),
 * ip(7). Where the system does not tell, nothing is said.
 *
 * @param proc the file system of that name, proc(5)
 */
record LowPorts(Path proc) {
    private static final int CAP_NET_BIND_SERVICE = 10;

    /** A line for each listener that could not be opened by this process, its place in front. */
    List<String> unmet(List<ListenerPolicy> listeners) {
        try {
            if (mayBindAny()) {
                return List.of();
            }
            int first = Integer.parseInt(atOnce("sys/net/ipv4/ip_unprivileged_port_start"));
            return listeners.stream().flatMap(each -> unmet(each, first)).toList();
        } catch (IOException | NumberFormatException unknown) {
            return List.of();
        }
    }

    /** A sysctl gives itself to one read, and to one of a single octet its first alone. */
    private String atOnce(String name) throws IOException {
        try (InputStream in = Files.newInputStream(proc.resolve(name))) {
            byte[] read = new byte[64];
            return new String(read, 0, Math.max(0, in.read(read)), StandardCharsets.US_ASCII)
                    .strip();
        }
    }

    private boolean mayBindAny() throws IOException {
        for (String line : Files.readAllLines(proc.resolve("self/status"))) {
            if (line.startsWith("CapEff:")) {
                long effective = Long.parseUnsignedLong(line.substring(7).strip(), 16);
                return (effective >> CAP_NET_BIND_SERVICE & 1) == 1;
            }
        }
        throw new IOException("no CapEff");
    }

    private static Stream<String> unmet(ListenerPolicy listener, int first) {
        return listener.bind().stream()
                .map(Bind::address)
                .map(address -> address.port())
                .filter(port -> port > 0 && port < first)
                .distinct()
                .map(
                        port ->
                                listener.place()
                                        + ": listener \""
                                        + listener.name()
                                        + "\": port "
                                        + port
                                        + " needs the capability CAP_NET_BIND_SERVICE, which this"
                                        + " process has not; grant it"
                                        + " (AmbientCapabilities=CAP_NET_BIND_SERVICE in a systemd"
                                        + " unit), or use "
                                        + first
                                        + " or above");
    }
}
