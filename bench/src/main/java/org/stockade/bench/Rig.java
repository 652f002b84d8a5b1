package org.stockade.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The web server, the proxies in front of it, and the folder in which they keep things. */
final class Rig implements AutoCloseable {
    /** Short connections to one address would use up its ephemeral ports. */
    private static final List<String> ADDRESSES =
            List.of("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4");

    private final Path folder;
    private final Cores cores;
    private final int connections;
    private final Server backend;
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private int started;

    /**
     * Starts the web server.
     *
     * @param descriptors how many files a process may have open
     */
    Rig(Cores cores, int descriptors) throws IOException, InterruptedException {
        this.folder = Files.createTempDirectory("stockade-bench-");
        this.cores = cores;
        // Two descriptors a connection, and some for HAProxy's pipes and everybody's own.
        this.connections = (descriptors - 1000) / 2;
        this.backend =
                Server.start(
                        new Contestant("backend", Family.HTTP, false, Nginx::backend),
                        new Place(
                                Files.createDirectory(folder.resolve("backend")),
                                List.of("127.0.0.1"),
                                Ports.free(),
                                0,
                                1,
                                connections),
                        cores.pin(cores.rest()));
    }

    Path folder() {
        return folder;
    }

    /** The port of the web server. */
    int backendPort() {
        return backend.port();
    }

    /** How many clients a proxy may have at once. */
    int connections() {
        return connections;
    }

    /** The words in front of whatever makes load. */
    List<String> outsideProxy() {
        return cores.pin(cores.rest());
    }

    /** Starts a proxy, to be measured again and again. */
    Server add(Contestant contestant) throws IOException, InterruptedException {
        Server server = start(contestant);
        servers.put(contestant.name(), server);
        return server;
    }

    /** One of those that were added. */
    Optional<Server> server(String name) {
        return Optional.ofNullable(servers.get(name));
    }

    List<Server> servers() {
        return List.copyOf(servers.values());
    }

    /** Starts a proxy of the caller's own, who closes it. */
    Server start(Contestant contestant) throws IOException, InterruptedException {
        started++;
        Place place =
                new Place(
                        Files.createDirectory(folder.resolve(contestant.name() + "-" + started)),
                        ADDRESSES,
                        Ports.free(),
                        backend.port(),
                        cores.proxy().size(),
                        connections);
        return Server.start(contestant, place, cores.pin(cores.proxy()));
    }

    @Override
    public void close() throws IOException {
        List<Server> all = new ArrayList<>(servers.values());
        all.add(backend);
        all.forEach(Server::close);
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Rig::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
