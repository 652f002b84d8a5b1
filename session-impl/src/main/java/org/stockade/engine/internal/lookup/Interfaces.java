package org.stockade.engine.internal.lookup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stockade.endpoint.SockAddr;

/** The interfaces of this machine at one moment; immutable. */
public final class Interfaces {
    private final Map<InetAddress, Interface> byAddress = new HashMap<>();

    /** Of two with the same address the first one has it. */
    public Interfaces(List<Interface> all) {
        for (Interface each : all) {
            each.addresses().forEach(address -> byAddress.putIfAbsent(address, each));
        }
    }

    /** The interface that has this address of ours; empty for a foreign one. */
    public Optional<Interface> having(InetAddress ours) {
        return Optional.ofNullable(byAddress.get(ours));
    }

    /**
     * Those of the system now.
     *
     * @throws IOException if the system does not tell
     */
    public static Interfaces system() throws IOException {
        List<Interface> all = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            Set<InetAddress> addresses = new HashSet<>();
            each.inetAddresses().forEach(one -> addresses.add(new SockAddr(one, 0).address()));
            all.add(new Interface(each.getName(), group(each.getName()), addresses));
        }
        return new Interfaces(all);
    }

    /** Linux alone has groups of interfaces. */
    private static int group(String name) {
        try {
            return Integer.parseInt(
                    Files.readString(Path.of("/sys/class/net", name, "netdev_group")).trim());
        } catch (IOException | NumberFormatException elsewhere) {
            return 0;
        }
    }
}
