package org.stockade.engine.internal.resolve;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.chain.HostResolver;

/**
 * A table; a host that is not in it does not exist, and nobody is asked.
 *
 * @param hosts by {@link HostNames#plain}
 */
record StaticResolver(Map<String, List<InetAddress>> hosts) implements HostResolver {
    StaticResolver {
        hosts = Map.copyOf(hosts);
    }

    @Override
    public Optional<List<InetAddress>> known(String host) {
        return Optional.of(hosts.getOrDefault(HostNames.plain(host), List.of()));
    }

    @Override
    public List<InetAddress> ask(String host, Duration limit) {
        return known(host).orElseThrow();
    }
}
