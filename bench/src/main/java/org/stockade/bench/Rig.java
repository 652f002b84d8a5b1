package org.stockade.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** The web server, the proxies in front of it, and the folder in which they keep things. */
final class Rig implements AutoCloseable {
    /** Short connections to one address would use up its ephemeral ports. */
    private static final List<String> ADDRESSES =
            List.of("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4");

    private final Path folder;
    private final Cores cores;
    private final int connections;
    private final int backend = Ports.free();
    private final List<Server> running = new CopyOnWriteArrayList<>();
    private final Thread atExit = new Thread(this::endAll, "bench-end");
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private int started;

    private Rig(Cores cores, int descriptors) throws IOException {
        this.folder = Files.createTempDirectory("stockade-bench-");
        this.cores = cores;
        // Two descriptors a connection, and some for HAProxy's pipes and everybody's own.
        this.connections = (descriptors - 1000) / 2;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts the web server.
     *
     * @param descriptors how many files a process may have open
     */
    static Rig start(Cores cores, int descriptors) throws IOException, InterruptedException {
        Rig rig = new Rig(cores, descriptors);
        try {
            Place place =
                    new Place(
                            Files.createDirectory(rig.folder.resolve("backend")),
                            List.of("127.0.0.1"),
                            rig.backend,
                            0,
                            1,
                            rig.connections);
            Contestant backend = new Contestant("backend", Family.HTTP, false, Nginx::backend);
            rig.running.add(Server.start(backend, place, cores.pin(cores.rest())));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            rig.close();
            throw failed;
        }
        return rig;
    }

    Path folder() {
        return folder;
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
        if (ended.get()) {
            throw new IOException("the bench has ended");
        }
        started++;
        Place place =
                new Place(
                        Files.createDirectory(folder.resolve(contestant.name() + "-" + started)),
                        ADDRESSES,
                        Ports.free(),
                        backend,
                        cores.proxy().size(),
                        connections);
        return Server.start(contestant, place, cores.pin(cores.proxy()));
    }

    @Override
    public void close() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        servers.values().forEach(Server::close);
        running.forEach(Server::close);
        deleteFolder();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    /** When the bench is told to end: no process outlives it, and nothing is left on the disk. */
    private void endAll() {
        ended.set(true);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        while (!children.isEmpty() && System.nanoTime() < end) {
            children.forEach(ProcessHandle::destroy);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            children = ProcessHandle.current().descendants().toList();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        deleteFolder();
    }

    private void deleteFolder() {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Rig::delete);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
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
