package org.stockade.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the figures were measured on and with; nothing that names the machine. */
final class Versions {
    private Versions() {}

    /** A line for each, as items of a list. */
    static List<String> of(Path root, int descriptors) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        lines.add("CPU: " + cpu() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        lines.add(
                "kernel: "
                        + System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version"));
        lines.add("JDK: " + System.getProperty("java.runtime.version"));
        lines.add("descriptors a process: " + descriptors);
        lines.add("ephemeral ports: " + ports());
        lines.add("Stockade: " + new Stockade(root, "", "").version("stockade") + commit(root));
        add(lines, "haproxy", "-v");
        add(lines, "nginx", "-v");
        add(lines, "squid", "-v");
        add(lines, "wrk", "-v");
        return lines;
    }

    private static void add(List<String> lines, String program, String option)
            throws IOException, InterruptedException {
        String said =
                Contestants.isInstalled(program)
                        ? Output.of(program, option)
                                .text()
                                .lines()
                                .findFirst()
                                .orElse(program)
                                .replaceAll(" - http.*| Copyright.*", "")
                        : program + " is not installed";
        lines.add(said);
    }

    private static String ports() throws IOException {
        // Not readString: it reads files of length 0 by single bytes, which sysctl answers once.
        try (var in = Files.newInputStream(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))) {
            return new String(in.readNBytes(100), StandardCharsets.US_ASCII)
                    .strip()
                    .replaceAll("\\s+", " to ");
        }
    }

    private static String cpu() throws IOException {
        return Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String commit(Path root) throws IOException, InterruptedException {
        if (!Contestants.isInstalled("git")) {
            return "";
        }
        Output head = Output.of("git", "-C", root.toString(), "rev-parse", "--short", "HEAD");
        return head.exit() == 0 ? ", commit " + head.text().strip() : "";
    }
}
