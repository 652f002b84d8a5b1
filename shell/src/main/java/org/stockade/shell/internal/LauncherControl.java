package org.stockade.shell.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.access.Firewall;
import org.stockade.access.Firewall.PolicyReport;

/**
 * What a launcher asks of the inside of the framework. It lives outside, where our types are not,
 * so question and answer are plain text: {@code await SECONDS}, {@code listeners}, {@code
 * transport}, {@code drain SECONDS}, {@code check FILE}, {@code fallback}; of deployment: {@code
 * refusal FILE}; of the audit log: {@code begin}, then in the same thread {@code end} with actor,
 * act, result and subject between tabs.
 *
 * <p>A failure is an {@link IllegalStateException} whose message has a line a problem.
 */
@Component(property = "stockade.control=true")
public final class LauncherControl implements Function<String, String> {
    /** No location of a bundle of the distribution. */
    private static final String DEPLOY_FOLDER = "stockade-deploy:";

    private final CurrentFirewall firewall;
    private final ControlSocket socket;
    private final CurrentDeployment deployment;
    private final Audit audit;
    private final Map<Thread, BundleActs.Acting> acting = new ConcurrentHashMap<>();

    /** One that records nothing and knows no rule of deployment. */
    LauncherControl(CurrentFirewall firewall, ControlSocket socket) {
        this(firewall, socket, new CurrentDeployment(), new Audit());
    }

    /** Made by the component runtime. */
    @Activate
    public LauncherControl(
            @Reference CurrentFirewall firewall,
            @Reference ControlSocket socket,
            @Reference CurrentDeployment deployment,
            @Reference Audit audit) {
        this.firewall = firewall;
        this.socket = socket;
        this.deployment = deployment;
        this.audit = audit;
    }

    @Override
    public String apply(String question) {
        String[] parts = question.split(" ", 2);
        String operand = parts.length > 1 ? parts[1] : "";
        try {
            return switch (parts[0]) {
                case "await" -> await(Duration.ofSeconds(Long.parseLong(operand)));
                case "listeners" -> listeners();
                case "transport" -> firewall.get().transport();
                case "drain" -> drain(Duration.ofSeconds(Long.parseLong(operand)));
                case "check" -> check(Path.of(operand));
                case "totality" -> totality(Path.of(operand));
                case "fallback" -> fallback();
                case "refusal" -> refusal(Path.of(operand));
                case "begin" -> begin();
                case "end" -> end(operand);
                default -> throw new IllegalArgumentException("no operation \"" + parts[0] + "\"");
            };
        } catch (CommandException | IOException failure) {
            throw new IllegalStateException(failure.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the firewall");
        }
    }

    /** Waits until every listener is open; says nothing. */
    private String await(Duration atMost) throws IOException, InterruptedException {
        if (!socket.problem().isEmpty()) {
            throw new IOException(socket.problem());
        }
        long start = System.nanoTime();
        Firewall arrived = arrived(atMost);
        arrived.awaitServing(atMost.minusNanos(System.nanoTime() - start));
        return "";
    }

    private Firewall arrived(Duration atMost) throws IOException, InterruptedException {
        return firewall.await(atMost)
                .orElseThrow(
                        () ->
                                new IOException(
                                        "the firewall did not start within "
                                                + atMost.toSeconds()
                                                + " s; the log says why"));
    }

    /** A line a socket: {@code surf 127.0.0.1:3128}. */
    private String listeners() throws CommandException {
        return firewall.get().listeners().stream()
                .map(listening -> listening.listener() + " " + listening.bound())
                .collect(Collectors.joining("\n"));
    }

    /**
     * What serves in place of the policy that was to be started, for the ready line, then a line a
     * problem with that; empty if it serves itself.
     */
    private String fallback() throws CommandException {
        return firewall.get()
                .changes()
                .fallback()
                .map(
                        it ->
                                "last good policy of "
                                        + it.since()
                                        + "; "
                                        + it.refused()
                                        + " is not in force\n"
                                        + String.join("\n", it.errors()))
                .orElse("");
    }

    /** How many sessions had to be ended. */
    private String drain(Duration atMost) throws CommandException {
        String ended = Integer.toString(firewall.get().drain(atMost));
        Audit.await(
                audit.record("launcher", "shut-down", "the firewall", ended + " ended by force"));
        return ended;
    }

    /** Why a jar of the deploy folder may not come in; empty if it may. */
    private String refusal(Path jar) {
        return deployment
                .get()
                .map(rules -> rules.refusal(jar, DEPLOY_FOLDER).orElse(""))
                .orElse("nobody is there to say whether the policy lets it in");
    }

    /** What this thread does until {@code end} is one act. */
    private String begin() {
        acting.computeIfAbsent(Thread.currentThread(), thread -> audit.acting());
        return "";
    }

    private String end(String operand) {
        BundleActs.Acting act = acting.remove(Thread.currentThread());
        if (act != null) {
            act.close();
        }
        String[] words = operand.split("\t", 4);
        if (words.length == 4 && audit.isOpen()) {
            var unused = audit.record(words[0], words[1], words[3], words[2]);
            audit.watch();
        }
        return "";
    }

    /** Which pairs of zones a policy decides, a line each. */
    private String totality(Path file) throws CommandException, IOException, InterruptedException {
        String text = PolicyFile.read(file);
        return arrived(Duration.ofSeconds(10)).totality(file.toString(), text).stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** The warnings, a line each. */
    private String check(Path file) throws CommandException, IOException, InterruptedException {
        String text = PolicyFile.read(file);
        Path folder = file.toAbsolutePath().normalize().resolveSibling("");
        PolicyReport report = arrived(Duration.ofSeconds(10)).check(file.toString(), folder, text);
        String warnings =
                report.warnings().stream()
                        .map(warning -> "warning: " + warning + "\n")
                        .collect(Collectors.joining());
        if (!report.ok()) {
            throw new IllegalStateException(warnings + String.join("\n", report.errors()));
        }
        return warnings;
    }
}
