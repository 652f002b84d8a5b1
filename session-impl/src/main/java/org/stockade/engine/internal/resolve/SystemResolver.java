package org.stockade.engine.internal.resolve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stockade.chain.HostResolver;

/** The system's own resolver, whatever that is, with the cache of the JDK. */
public record SystemResolver() implements HostResolver {
    @Override
    public Optional<List<InetAddress>> known(String host) {
        return Optional.empty();
    }

    @Override
    public List<InetAddress> ask(String host, Duration limit) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }
}
