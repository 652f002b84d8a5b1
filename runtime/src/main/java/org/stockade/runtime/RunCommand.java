package org.stockade.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Serves until it is told to end. */
final class RunCommand {
    private static final int START_SECONDS = 60;
    private static final int DRAIN_SECONDS = 30;

    private final Instant begun = Instant.now();
    private final Options.Run options;
    private final Distribution distribution;
    private final Terminal terminal;
    private final Logging logging;
    private final System.Logger log = System.getLogger("org.stockade.runtime");
    private final AtomicReference<@Nullable Host> host = new AtomicReference<>();
    private final AtomicReference<@Nullable Control> serving = new AtomicReference<>();
    private final AtomicReference<@Nullable CacheMaker> cacheMaker = new AtomicReference<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    RunCommand(Options.Run options, Distribution distribution, Terminal terminal, Logging logging) {
        this.options = options;
        this.distribution = distribution;
        this.terminal = terminal;
        this.logging = logging;
    }

    /**
     * Returns 0 when somebody stopped the framework, 1 when a part of it did because it could not
     * go on: it has said so, and {@code stockade.failed} has. TERM and INT end the process instead,
     * with 0 too.
     *
     * @throws LaunchException if it cannot serve; everything is stopped then
     */
    int run() throws LaunchException, IOException, InterruptedException {
        Map<String, String> properties = properties();
        DeployFolder.check(options.deploy());
        try (StateDirectory state = StateDirectory.open(options.state())) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::endAtSignal));
            Host started =
                    Host.start(distribution, state.path().resolve("bundle-cache"), properties);
            host.set(started);
            serve(started, state);
        } finally {
            ended.set(true);
        }
        return System.getProperty("stockade.failed") == null ? 0 : 1;
    }

    private void serve(Host started, StateDirectory state)
            throws LaunchException, IOException, InterruptedException {
        Control control = started.control();
        control.record("launcher", "start-up", "begun", "stockade " + VersionCommand.product());
        Optional<DeployFolder> deploy = DeployFolder.open(options.deploy(), state.path(), started);
        try {
            deploy.ifPresent(DeployFolder::lookFirst);
            logging.starting();
            startEngine(started, control);
            logging.serving();
            serving.set(control);
            terminal.out().println(readyLine(control.ask("listeners"), fallback(control)));
            deploy.ifPresent(DeployFolder::start);
            try (CacheMaker maker = CacheMaker.ofProcess()) {
                cacheMaker.set(maker);
                started.awaitStop();
            }
        } finally {
            deploy.ifPresent(DeployFolder::close);
            if (!ended.getAndSet(true)) {
                started.stop();
            }
        }
    }

    private void startEngine(Host started, Control control) throws LaunchException {
        String policy =
                options.policy()
                        .map(file -> file.toAbsolutePath().normalize().toString())
                        .orElse("the default policy");
        String result = "ok";
        control.ask("begin");
        try {
            started.startEngine();
            control.ask("await " + START_SECONDS);
            result = control.ask("fallback").lines().findFirst().orElse(result);
        } catch (LaunchException failure) {
            result = LaunchException.line(failure);
            throw failure;
        } finally {
            control.record("launcher", "policy-load", result, policy);
        }
    }

    /** The JDK runs this at TERM and INT; it would end with 143 or 130 by itself. */
    private void endAtSignal() {
        if (ended.getAndSet(true)) {
            return;
        }
        @Nullable CacheMaker maker = cacheMaker.get();
        if (maker != null) {
            maker.close();
        }
        @Nullable Control control = serving.get();
        if (control != null) {
            drain(control);
        }
        @Nullable Host started = host.get();
        boolean stopped = started == null || started.stop();
        if (!stopped) {
            log.log(
                    Level.WARNING,
                    "runtime.stop-slow nosession: the framework did not stop in time");
        }
        logging.close();
        Runtime.getRuntime().halt(0);
    }

    private void drain(Control control) {
        log.log(
                Level.INFO,
                "runtime.draining nosession: told to end; no new connections; seconds='"
                        + DRAIN_SECONDS
                        + "'");
        try {
            String left = control.ask("drain " + DRAIN_SECONDS);
            log.log(
                    Level.INFO,
                    "runtime.drained nosession: sessions have ended; ended_by_force='"
                            + left
                            + "'");
        } catch (LaunchException failure) {
            log.log(
                    Level.WARNING,
                    "runtime.drain-failed nosession: ended without a drain; why='"
                            + LaunchException.line(failure)
                            + "'");
        }
    }

    private Map<String, String> properties() throws IOException {
        Map<String, String> properties = new HashMap<>();
        properties.put("org.stockade.state.dir", options.state().toString());
        if (options.policy().isPresent()) {
            // Whether it is there and right, the engine says, which may know a good one of before.
            properties.put(
                    "org.stockade.policy.file",
                    options.policy().get().toAbsolutePath().normalize().toString());
        } else {
            properties.put("org.stockade.policy.text", defaultPolicy());
        }
        if (!options.fallsBack()) {
            properties.put("org.stockade.policy.fallback", "none");
        }
        return properties;
    }

    static String defaultPolicy() throws IOException {
        try (@Nullable InputStream in =
                RunCommand.class.getResourceAsStream("default-policy.yaml")) {
            if (in == null) {
                throw new IOException("the launcher's jar has no default-policy.yaml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * What serves in place of the policy that was to: told with every mistake, and in short for the
     * ready line. Empty if that policy does.
     */
    private String fallback(Control control) throws LaunchException {
        List<String> lines = control.ask("fallback").lines().toList();
        lines.stream().skip(1).forEach(terminal.err()::println);
        return lines.isEmpty() ? "" : " (" + lines.getFirst() + ")";
    }

    /** {@code ready in 0.6 s: surf 127.0.0.1:3128, intake 127.0.0.1:8080}. */
    private String readyLine(String listeners, String fallback) {
        // Of the process, but not with the time the script has spent on a build.
        Duration age =
                Boolean.getBoolean("stockade.built")
                        ? Duration.between(begun, Instant.now())
                        : ProcessAge.now(begun);
        return String.format(
                Locale.ROOT,
                "ready in %.1f s: %s%s",
                age.toMillis() / 1000.0,
                String.join(", ", listeners.lines().toList()),
                fallback);
    }
}
