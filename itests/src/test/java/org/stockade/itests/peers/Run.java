package org.stockade.itests.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that was run to its end. */
public record Run(int exit, String out, String err) {
    /** Runs a program, at most a minute. */
    public static Run of(String... command) throws IOException, InterruptedException {
        return of(Map.of(), List.of(command));
    }

    /** Likewise, with further environment, and without a start-up cache. */
    public static Run of(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        return of(environment, command, Duration.ofMinutes(1));
    }

    /** Likewise, for programs that may take longer. */
    public static Run of(Map<String, String> environment, List<String> command, Duration longest)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("run", ".out");
        Path err = Files.createTempFile("run", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("STOCKADE_CACHE", "none");
            builder.environment().putAll(environment);
            Process process =
                    builder.redirectInput(new java.io.File("/dev/null"))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException(
                        command + " did not end within " + longest + ": " + read(err));
            }
            return new Run(process.exitValue(), read(out), read(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
