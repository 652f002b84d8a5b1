package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which cores serve whom. With as many for the proxy as there are, everybody shares all.
 *
 * @param proxy those of the proxy
 * @param rest those of the web server and of whoever makes the load
 * @param all those we were given
 */
record Cores(List<Integer> proxy, List<Integer> rest, List<Integer> all) {
    /** Shares out what this process may use. */
    static Cores of(int wanted) throws IOException {
        String allowed =
                Files.readString(Path.of("/proc/self/status"))
                        .lines()
                        .filter(line -> line.startsWith("Cpus_allowed_list:"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("/proc/self/status names no cores"));
        return share(list(allowed.substring(allowed.indexOf(':') + 1).strip()), wanted);
    }

    static Cores share(List<Integer> all, int wanted) {
        return wanted < all.size()
                ? new Cores(all.subList(0, wanted), all.subList(wanted, all.size()), all)
                : new Cores(all, all, all);
    }

    /** A list as the kernel writes it: {@code 0-1,4}. */
    static List<Integer> list(String text) {
        List<Integer> cores = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", 2);
            for (int core = Integer.parseInt(ends[0]);
                    core <= Integer.parseInt(ends[ends.length - 1]);
                    core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    /** The words in front of a command that pin it to some of the cores. */
    List<String> pin(List<Integer> some) {
        return some.equals(all) ? List.of() : List.of("taskset", "-c", text(some));
    }

    /** Pins all threads of this process, which makes load, and those to come. */
    void pinSelf() throws IOException, InterruptedException {
        String pid = String.valueOf(ProcessHandle.current().pid());
        Output output = Output.of("taskset", "-a", "-c", "-p", text(rest), pid);
        if (output.exit() != 0) {
            throw new IOException("taskset failed: " + output.text());
        }
    }

    static String text(List<Integer> some) {
        return some.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
