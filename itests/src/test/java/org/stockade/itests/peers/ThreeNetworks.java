package org.stockade.itests.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client, a firewall and a server in network namespaces of their own (network_namespaces(7)),
 * with the firewall between the two and no forwarding: what arrives has gone through it.
 *
 * <p>The client has 10.77.1.2 and fd77:1::2, the server 10.77.2.2, 10.77.2.3 and fd77:2::2.
 */
public final class ThreeNetworks implements AutoCloseable {
    private static final String TOPOLOGY =
            """
            netns add CLIENT
            netns add FIREWALL
            netns add SERVER
            -n FIREWALL link add inside type veth peer name eth0 netns CLIENT
            -n FIREWALL link add outside type veth peer name eth0 netns SERVER
            -n CLIENT addr add 10.77.1.2/24 dev eth0
            -n CLIENT addr add fd77:1::2/64 dev eth0 nodad
            -n SERVER addr add 10.77.2.2/24 dev eth0
            -n SERVER addr add 10.77.2.3/24 dev eth0
            -n SERVER addr add fd77:2::2/64 dev eth0 nodad
            -n FIREWALL addr add 10.77.1.1/24 dev inside
            -n FIREWALL addr add fd77:1::1/64 dev inside nodad
            -n FIREWALL addr add 10.77.2.1/24 dev outside
            -n FIREWALL addr add fd77:2::1/64 dev outside nodad
            -n CLIENT link set lo up
            -n CLIENT link set eth0 up
            -n SERVER link set lo up
            -n SERVER link set eth0 up
            -n FIREWALL link set lo up
            -n FIREWALL link set inside up
            -n FIREWALL link set outside up
            -n CLIENT route add default via 10.77.1.1
            -n CLIENT route add default via fd77:1::1
            -n SERVER route add default via 10.77.2.1
            -n SERVER route add default via fd77:2::1
            -n FIREWALL rule add fwmark 1 lookup 100
            -n FIREWALL route add local default dev lo table 100
            -6 -n FIREWALL rule add fwmark 1 lookup 100
            -6 -n FIREWALL route add local default dev lo table 100
            """;

    /** What the kernel must have, in a namespace that goes at once. */
    private static final String PROBE =
            """
            ip netns add PROBE
            ip -n PROBE link add v0 type veth peer name v1
            ip netns exec PROBE nft add table inet t
            ip netns exec PROBE nft add chain inet t n { type nat hook prerouting priority 0 ; }
            ip netns exec PROBE nft add rule inet t n tcp dport 1 redirect to :2
            ip netns exec PROBE nft add chain inet t m { type filter hook prerouting priority 0 ; }
            ip netns exec PROBE nft add rule inet t m meta nfproto ipv4 tcp dport 1 tproxy ip to :2
            """;

    private final String prefix = "stockade-" + ProcessHandle.current().pid() + "-";

    /**
     * Makes them, where nothing is {@link #missing}.
     *
     * @param filter rules of nft for the firewall
     * @throws IOException if a command fails; nothing is left then
     */
    public ThreeNetworks(Path folder, String filter) throws IOException, InterruptedException {
        boolean made = false;
        try {
            for (String line : TOPOLOGY.lines().toList()) {
                must(("ip " + named(line)).split(" "));
            }
            Path rules = Files.writeString(folder.resolve("filter.nft"), filter);
            List<String> load = new ArrayList<>(in("firewall"));
            load.addAll(List.of("nft", "-f", rules.toString()));
            must(load.toArray(String[]::new));
            made = true;
        } finally {
            if (!made) {
                close();
            }
        }
    }

    /** What this user or kernel cannot do that is needed here; empty: nothing. */
    public static Optional<String> missing() throws InterruptedException {
        String name = "stockade-" + ProcessHandle.current().pid() + "-probe";
        try {
            for (String line : PROBE.lines().toList()) {
                must(line.replace("PROBE", name).split(" "));
            }
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } finally {
            forget(name);
        }
    }

    private static void forget(String name) throws InterruptedException {
        try {
            Run.of("ip", "netns", "delete", name);
        } catch (IOException noSuchProgram) {
            // Then there is no namespace either.
            return;
        }
    }

    private String named(String line) {
        return line.replace("CLIENT", prefix + "client")
                .replace("FIREWALL", prefix + "firewall")
                .replace("SERVER", prefix + "server");
    }

    private static void must(String... command) throws IOException, InterruptedException {
        Run run = Run.of(command);
        if (run.exit() != 0) {
            throw new IOException(String.join(" ", command) + ": " + run.err().strip());
        }
    }

    /** What to put in front of a command that shall run with one of them. */
    public List<String> in(String which) {
        return List.of("ip", "netns", "exec", prefix + which);
    }

    /** Their interfaces go with them. */
    @Override
    public void close() throws InterruptedException {
        for (String each : List.of("client", "firewall", "server")) {
            forget(prefix + each);
        }
    }
}
