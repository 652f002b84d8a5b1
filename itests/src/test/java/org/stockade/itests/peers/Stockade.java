package org.stockade.itests.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The product as its users start it: the script, a process of its own. */
public final class Stockade implements AutoCloseable {
    private static final Pattern BIND =
            Pattern.compile("[ ,]([a-z0-9-]+) ((?:[0-9.]+|\\[[^]]+]):[0-9]+)");

    private final Process process;
    private final Path folder;
    private final String ready;

    private Stockade(Process process, Path folder, String ready) {
        this.process = process;
        this.folder = folder;
        this.ready = ready;
    }

    /** Starts it on a policy, without a start-up cache, and waits for the ready line. */
    public static Stockade run(Path folder, String policy, String... options)
            throws IOException, InterruptedException {
        return run(folder, policy, Map.of(), options);
    }

    /** Likewise, with further environment. */
    public static Stockade run(
            Path folder, String policy, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        return runBy(List.of(), folder, policy, environment, options);
    }

    /** Likewise, started by another program: the words to put in front of the script. */
    public static Stockade runBy(
            List<String> starter,
            Path folder,
            String policy,
            Map<String, String> environment,
            String... options)
            throws IOException, InterruptedException {
        Path file = folder.resolve("edge.yaml");
        Files.writeString(file, policy);
        List<String> command = new ArrayList<>(starter);
        command.addAll(
                List.of(
                        script(),
                        "run",
                        "--policy",
                        file.toString(),
                        "--state",
                        folder.resolve("state").toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("STOCKADE_CACHE", "none");
        builder.environment().putAll(environment);
        Process process =
                builder.redirectOutput(folder.resolve("out").toFile())
                        .redirectError(folder.resolve("err").toFile())
                        .start();
        for (int i = 0; i < 600; i++) {
            String out = Files.readString(folder.resolve("out"));
            if (out.startsWith("ready in ") && out.endsWith("\n")) {
                return new Stockade(process, folder, out.strip());
            }
            if (!process.isAlive()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        process.destroyForcibly();
        throw new IOException("not ready: " + Files.readString(folder.resolve("err")));
    }

    /** The script at the root of the source tree. */
    public static String script() {
        return Places.root().resolve("stockade").toString();
    }

    /** The one line on standard output. */
    public String ready() {
        return ready;
    }

    /** Where a listener listens, {@code 127.0.0.1:40123}; the first of its binds. */
    public String address(String listener) {
        Matcher binds = BIND.matcher(ready);
        while (binds.find()) {
            if (binds.group(1).equals(listener)) {
                return binds.group(2);
            }
        }
        throw new IllegalArgumentException("no listener " + listener + " in: " + ready);
    }

    /** The port of a listener. */
    public int port(String listener) {
        String address = address(listener);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** One command to it, as its users give it. */
    public Run ctl(String... command) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(
                        List.of(script(), "ctl", "--state", folder.resolve("state").toString()));
        all.addAll(List.of(command));
        return Run.of(Map.of(), all);
    }

    /** The log so far. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    /** The lines of one event so far: {@code core.summary}. */
    public List<String> log(String event) throws IOException {
        return log().lines().filter(line -> line.contains(" " + event + " ")).toList();
    }

    public Process process() {
        return process;
    }

    /** Asks it to end and waits. */
    public int terminate() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("it did not end within 60 s of TERM: " + log());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
