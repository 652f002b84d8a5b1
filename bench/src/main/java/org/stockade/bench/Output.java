package org.stockade.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a program said on both its outputs until it ended. */
record Output(int exit, String text) {
    static Output of(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .start();
        try {
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        } finally {
            process.destroyForcibly();
        }
    }
}
