package org.stockade.itests.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.endpoint.TransportFactory;
import org.stockade.testkit.MemoryTransport;

/** A network in memory with a packet filter that brings clients to transparent listeners. */
final class FilteredNetwork implements Transport, TransportFactory {
    private final MemoryTransport network = new MemoryTransport(4096);
    private final Map<SockAddr, Consumer<Endpoint>> transparent = new ConcurrentHashMap<>();
    private final Optional<String> lacking;

    /**
     * @param lacking what this process lacks for {@code tproxy}
     */
    FilteredNetwork(Optional<String> lacking) {
        this.lacking = lacking;
    }

    MemoryTransport network() {
        return network;
    }

    /** A client that means to reach {@code aim} and is brought to a listener. */
    Endpoint divert(SockAddr client, SockAddr aim, SockAddr listener) {
        MemoryTransport.Pair pair = network.pair(client, aim);
        Objects.requireNonNull(transparent.get(listener), "no transparent listener there")
                .accept(pair.server());
        return pair.client();
    }

    @Override
    public Transport open() {
        return this;
    }

    @Override
    public String name() {
        return "filtered";
    }

    @Override
    public Optional<String> missing(Interception how) {
        return how == Interception.TPROXY ? lacking : Optional.empty();
    }

    @Override
    public Listening listen(SockAddr bind, Consumer<Endpoint> accepted) throws IOException {
        return network.listen(bind, accepted);
    }

    @Override
    public Listening listen(SockAddr bind, Interception how, Consumer<Endpoint> accepted)
            throws IOException {
        Listening opened = network.listen(bind, accepted);
        if (how != Interception.NONE) {
            transparent.put(opened.local(), accepted);
        }
        return opened;
    }

    @Override
    public Endpoint connect(Optional<SockAddr> local, SockAddr to, Duration limit)
            throws IOException {
        return network.connect(local, to, limit);
    }

    @Override
    public Thread start(Optional<Endpoint> near, String name, Runnable work) {
        return network.start(near, name, work);
    }
}
