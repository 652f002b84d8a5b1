package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Who can take part on this machine. */
final class Contestants {
    private final List<Contestant> all = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Looks who is there.
     *
     * @param stockades further builds of the product, by name
     */
    Contestants(Path root, Path folder, Map<String, Stockade> stockades)
            throws IOException, InterruptedException {
        if (installed("haproxy")) {
            all.add(new Contestant("haproxy-tcp", Family.TCP, false, Haproxy::tcp));
            all.add(new Contestant("haproxy-splice", Family.TCP, false, Haproxy::splice));
            all.add(new Contestant("haproxy-http", Family.HTTP, false, Haproxy::http));
        }
        if (installed("nginx")) {
            all.add(new Contestant("nginx-http", Family.HTTP, false, Nginx::proxy));
        }
        if (installed("squid")) {
            all.add(new Contestant("squid-http", Family.HTTP, false, Squid::http));
        }
        Stockade ours = new Stockade(root, "", "");
        add("stockade", "", ours);
        String transport = ours.version("transport");
        notes.add("stockade: transport " + transport);
        Stockade portable = new Stockade(root, "portable", "");
        if (!transport.equals("portable") && portable.takesItsPolicy(folder)) {
            add("stockade", "-portable", portable);
        }
        stockades.forEach((name, stockade) -> add(name, "", stockade));
    }

    private void add(String name, String suffix, Stockade stockade) {
        all.add(new Contestant(name + "-plain" + suffix, Family.TCP, true, stockade::plain));
        all.add(new Contestant(name + "-http" + suffix, Family.HTTP, true, stockade::http));
    }

    private boolean installed(String program) {
        boolean there = isInstalled(program);
        if (!there) {
            notes.add(program + " is not installed: its rows are left out");
        }
        return there;
    }

    /** Whether a program is on the path. */
    static boolean isInstalled(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    List<Contestant> all() {
        return List.copyOf(all);
    }

    /** What a reader of the results must know about who is there. */
    List<String> notes() {
        return List.copyOf(notes);
    }
}
