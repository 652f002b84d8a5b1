package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.stockade.bench.Contestant.Command;

/**
 * The product, one process for each service.
 *
 * @param tree a source tree that is built, or a distribution: it holds the script {@code stockade}
 * @param transport the policy's key {@code transport}; empty: the policy does not say
 * @param javaOptions further options for the JVM, separated by blanks
 */
record Stockade(Path tree, String transport, String javaOptions) {
    /** The variable in which the script takes options of the JVM. */
    static final String JAVA_OPTIONS = "STOCKADE_JAVA_OPTS";

    Command plain(Place place) throws IOException {
        return start(place, "proxy: plain");
    }

    Command http(Place place) throws IOException {
        return start(place, "proxy: http\n    with: { requests: { GET: accept, POST: accept } }");
    }

    private Command start(Place place, String proxy) throws IOException {
        Path policy = place.folder().resolve("bench.yaml");
        Files.writeString(policy, policy(place, proxy));
        String options =
                "-XX:ActiveProcessorCount=%d -Dstockade.log=warning %s"
                        .formatted(place.cores(), javaOptions)
                        .strip();
        return new Command(
                List.of(
                        script(),
                        "run",
                        "--policy",
                        policy.toString(),
                        "--state",
                        place.folder().resolve("state").toString()),
                Map.of(JAVA_OPTIONS, options));
    }

    private String script() {
        return tree.resolve("stockade").toString();
    }

    private String policy(Place place, String proxy) {
        String binds =
                place.addresses().stream()
                        .map(address -> "\"%s:%d\"".formatted(address, place.port()))
                        .collect(Collectors.joining(", "));
        return """
                stockade: 1
                name: bench
                %s
                listeners:
                  in: { bind: [%s], max-connections: %d }
                services:
                  bench:
                    %s
                    router: { direct: ["127.0.0.1:%d"] }
                    time-limits: { idle: 1h }
                rules:
                  - { listener: in, service: bench }
                """
                .formatted(
                        transport.isEmpty() ? "" : "transport: " + transport,
                        binds,
                        place.connections(),
                        proxy,
                        place.backend());
    }

    /** Whether it takes the policy that it would be started with. */
    boolean takesItsPolicy(Path folder) throws IOException, InterruptedException {
        Path policy = folder.resolve("asked.yaml");
        Place nowhere = new Place(folder, List.of("127.0.0.1"), 9, 9, 1, 100);
        Files.writeString(policy, policy(nowhere, "proxy: plain"));
        return Output.of(script(), "check", policy.toString()).exit() == 0;
    }

    /** What {@code stockade version} says after {@code key}; empty if it says nothing there. */
    String version(String key) throws IOException, InterruptedException {
        return Output.of(script(), "version")
                .text()
                .lines()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
