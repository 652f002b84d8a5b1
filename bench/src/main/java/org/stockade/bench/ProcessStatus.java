package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of a process, from {@code /proc/PID/status}.
 *
 * @param rss bytes resident now
 * @param peak most bytes resident since the start or since {@link #forgetPeak}
 */
record ProcessStatus(long rss, long peak) {
    static ProcessStatus of(long pid) throws IOException {
        return parse(Files.readString(Path.of("/proc/" + pid + "/status")));
    }

    static ProcessStatus parse(String status) {
        return new ProcessStatus(kib(status, "VmRSS:"), kib(status, "VmHWM:"));
    }

    private static long kib(String status, String key) {
        return status.lines()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + key + " in the status"));
    }

    /** The peak begins anew; proc(5), clear_refs. */
    static void forgetPeak(long pid) throws IOException {
        Files.writeString(Path.of("/proc/" + pid + "/clear_refs"), "5");
    }
}
