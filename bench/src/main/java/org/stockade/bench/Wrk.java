package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.stockade.bench.Sample.Report;

/**
 * One kind of load by wrk, a closed loop: each connection sends its next request when it has the
 * answer to the last.
 *
 * @param path what is asked for
 * @param connections at once
 * @param post octets of the body; 0: it is a GET
 * @param keepAlive whether a connection serves more than one request
 */
record Wrk(String path, int connections, int post, boolean keepAlive) {
    /** Runs it against a server and waits for its end. */
    Report run(Server server, int seconds, Rig rig) throws IOException, InterruptedException {
        Path script = rig.folder().resolve("load.lua");
        Files.writeString(script, script(server));
        // A thread an address where the four-tuples of short connections would run out.
        int threads = keepAlive ? Math.min(2, connections) : server.addresses().size();
        List<String> command = new ArrayList<>(rig.outsideProxy());
        command.addAll(
                List.of(
                        "wrk",
                        "-t" + threads,
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--timeout",
                        "10s",
                        "-s",
                        script.toString(),
                        "http://127.0.0.1:" + server.port() + path));
        Output output = Output.of(command.toArray(String[]::new));
        if (output.exit() != 0) {
            throw new IOException("wrk failed: " + output.text());
        }
        return WrkReport.parse(output.text()).report();
    }

    private String script(Server server) {
        StringBuilder script = new StringBuilder();
        if (post > 0) {
            script.append("wrk.method = \"POST\"\n")
                    .append("wrk.body = string.rep(\"x\", " + post + ")\n")
                    .append("wrk.headers[\"Content-Type\"] = \"application/octet-stream\"\n");
        }
        if (!keepAlive) {
            script.append("wrk.headers[\"Connection\"] = \"close\"\n")
                    .append(
                            """
                            local hosts = { %s }
                            local started = 0
                            function setup(thread)
                              local host = hosts[started %% #hosts + 1]
                              started = started + 1
                              thread.addr = wrk.lookup(host, "%d")[1]
                            end
                            """
                                    .formatted(
                                            server.addresses().stream()
                                                    .map(address -> '"' + address + '"')
                                                    .collect(Collectors.joining(", ")),
                                            server.port()));
        }
        return script.append(WrkReport.SCRIPT).toString();
    }
}
