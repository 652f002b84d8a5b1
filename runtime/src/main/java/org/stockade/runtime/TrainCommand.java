package org.stockade.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A short life of the whole firewall on loopback, for the JVM to record: which classes it loads and
 * how its methods behave. The script runs it to make the start-up cache.
 */
record TrainCommand(Options.Train options, Distribution distribution, Terminal terminal) {
    private static final int START_SECONDS = 60;

    /** Enough for the hot methods to be compiled, so that their profiles are worth keeping. */
    private static final Duration LONGEST_TRIAL = Duration.ofSeconds(1);

    /**
     * Serves itself for a few seconds and stops.
     *
     * @throws LaunchException if the firewall does not start
     * @throws IOException if it starts and does not serve
     */
    int run() throws LaunchException, IOException {
        try (StateDirectory state = StateDirectory.open(options.state());
                TrialServer server = TrialServer.start()) {
            Map<String, String> properties =
                    Map.of(
                            "org.stockade.state.dir",
                            options.state().toString(),
                            "org.stockade.policy.text",
                            policy(server.port()));
            Host host = Host.start(distribution, state.path().resolve("bundle-cache"), properties);
            try {
                host.startEngine();
                Control control = host.control();
                control.ask("await " + START_SECONDS);
                serve(control.ask("listeners"), server.port());
                new ControlClient(options.state(), false, terminal).run(List.of("sessions"));
                control.ask("drain 1");
            } finally {
                host.stop();
            }
        }
        return 0;
    }

    private static void serve(String listeners, int server) throws IOException {
        String host = "127.0.0.1:" + server;
        TrialClient direct = new TrialClient(host, "/", LONGEST_TRIAL);
        direct.ask(port(listeners, "relay"));
        direct.ask(port(listeners, "web"));
        new TrialClient(host, "http://" + host + "/", LONGEST_TRIAL).ask(port(listeners, "surf"));
    }

    /** From {@code relay 127.0.0.1:40123}, a line a bind. */
    static int port(String listeners, String name) throws IOException {
        Matcher bind =
                Pattern.compile("^" + name + " \\S*:([0-9]+)$", Pattern.MULTILINE)
                        .matcher(listeners);
        if (!bind.find()) {
            throw new IOException("no listener " + name + " in: " + listeners);
        }
        return Integer.parseInt(bind.group(1));
    }

    private static String policy(int server) throws IOException {
        try (var in = TrainCommand.class.getResourceAsStream("training-policy.yaml")) {
            if (in == null) {
                throw new IOException("the launcher's jar has no training-policy.yaml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("SERVER", "127.0.0.1:" + server);
        }
    }
}
