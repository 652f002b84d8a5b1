package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server process that was started, with its workers. */
final class Server implements AutoCloseable {
    private final Contestant contestant;
    private final Place place;
    private final Process process;

    private Server(Contestant contestant, Place place, Process process) {
        this.contestant = contestant;
        this.place = place;
        this.process = process;
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param before words in front of its command, such as those that pin it to cores
     */
    static Server start(Contestant contestant, Place place, List<String> before)
            throws IOException, InterruptedException {
        Contestant.Command command = contestant.launch().at(place);
        List<String> words = new ArrayList<>(before);
        words.addAll(command.words());
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(command.environment());
        Server server =
                new Server(
                        contestant,
                        place,
                        builder.redirectErrorStream(true)
                                .redirectOutput(place.folder().resolve("out").toFile())
                                .start());
        try {
            server.awaitListening();
        } catch (IOException | InterruptedException | RuntimeException failed) {
            server.close();
            throw failed;
        }
        return server;
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            if (Ports.listens(place.port())) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException(
                contestant.name()
                        + " does not listen: "
                        + Files.readString(place.folder().resolve("out")));
    }

    Contestant contestant() {
        return contestant;
    }

    int port() {
        return place.port();
    }

    List<String> addresses() {
        return place.addresses();
    }

    /** The process that was started. */
    long pid() {
        return process.pid();
    }

    /** Of Stockade the one that serves: once per installation it has a start cache made beside. */
    private List<Long> pids() {
        if (contestant.jvm()) {
            return List.of(pid());
        }
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** CPU time of all its processes so far, in nanoseconds. */
    long cpuNanos() throws IOException {
        long sum = 0;
        for (long pid : pids()) {
            sum += CpuClock.nanos(pid);
        }
        return sum;
    }

    /** Memory of all its processes together; pages they share count for each. */
    ProcessStatus memory() throws IOException {
        long rss = 0;
        long peak = 0;
        for (long pid : pids()) {
            ProcessStatus one = ProcessStatus.of(pid);
            rss += one.rss();
            peak += one.peak();
        }
        return new ProcessStatus(rss, peak);
    }

    void forgetPeak() throws IOException {
        for (long pid : pids()) {
            ProcessStatus.forgetPeak(pid);
        }
    }

    /** Asks it to end, then insists; its workers as well. */
    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}
