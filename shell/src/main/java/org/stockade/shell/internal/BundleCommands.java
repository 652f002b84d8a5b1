package org.stockade.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.stockade.access.NamedPart;

/** The framework's own life cycle of bundles. */
final class BundleCommands {
    private static final String PROXY = "proxy";

    private final BundleContext context;
    private final DeployGate gate;
    private final CurrentFirewall current;

    BundleCommands(BundleContext context, CurrentDeployment deployment, CurrentFirewall current) {
        this.context = context;
        this.current = current;
        this.gate = new DeployGate(deployment);
    }

    List<Command> commands() {
        return List.of(
                new Command("lb", "the bundles", 0, 0, call -> list()),
                new Command(
                        "install FILE|URL",
                        "installs a bundle; start it then",
                        1,
                        1,
                        this::install),
                new Command("start ID", "starts a bundle", 1, 1, this::start),
                new Command("stop ID", "stops a bundle; 0: the firewall", 1, 1, this::stop),
                new Command("update ID [FILE|URL]", "replaces a bundle", 1, 2, this::update),
                new Command("uninstall ID", "removes a bundle", 1, 1, this::uninstall));
    }

    private Answer list() {
        List<Row> rows = Arrays.stream(context.getBundles()).map(BundleCommands::row).toList();
        return Answer.table(
                rows, List.of("id", "state", "name", "version", "location"), "no bundles");
    }

    private static Row row(Bundle bundle) {
        return Row.of("id", bundle.getBundleId())
                .and("state", state(bundle))
                .and("name", name(bundle))
                .and("version", bundle.getVersion().toString())
                .and("location", bundle.getLocation());
    }

    private Answer install(Command.Call call) throws CommandException {
        String location = location(call, 0);
        return changed(
                "install",
                () -> {
                    Bundle known = context.getBundle(location);
                    if (known != null) {
                        throw new BundleException(
                                "it is installed already as bundle "
                                        + known.getBundleId()
                                        + "; use update "
                                        + known.getBundleId());
                    }
                    if (!gate.isClosed()) {
                        return context.installBundle(location);
                    }
                    try (InputStream in = gate.admitted(location, location)) {
                        return context.installBundle(location, in);
                    }
                });
    }

    private Answer start(Command.Call call) throws CommandException {
        Bundle bundle = bundle(call.operand(0));
        return changed(
                "start",
                () -> {
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                    return bundle;
                });
    }

    private Answer stop(Command.Call call) throws CommandException {
        Bundle bundle = bundle(call.operand(0));
        return changed(
                "stop",
                () -> {
                    bundle.stop();
                    return bundle;
                });
    }

    private Answer update(Command.Call call) throws CommandException {
        Bundle bundle = bundle(call.operand(0));
        if (bundle.getBundleId() == 0) {
            throw CommandException.failed(
                    "the framework is not updated in place; restart the firewall");
        }
        @Nullable String from = call.count() > 1 ? location(call, 1) : null;
        return changed(
                "update",
                () -> {
                    if (gate.isClosed()) {
                        String location = from == null ? source(bundle) : from;
                        try (InputStream in = gate.admitted(location, bundle.getLocation())) {
                            bundle.update(in);
                        }
                    } else if (from == null) {
                        bundle.update();
                    } else {
                        try (InputStream in = open(from)) {
                            bundle.update(in);
                        }
                    }
                    return bundle;
                });
    }

    /** Where the framework would update a bundle from. */
    private static String source(Bundle bundle) {
        @Nullable String header = bundle.getHeaders("").get(Constants.BUNDLE_UPDATELOCATION);
        return header == null ? bundle.getLocation() : header;
    }

    private static InputStream open(String url) throws IOException {
        return URI.create(url).toURL().openStream();
    }

    private Answer uninstall(Command.Call call) throws CommandException {
        Bundle bundle = bundle(call.operand(0));
        return changed(
                "uninstall",
                () -> {
                    bundle.uninstall();
                    return bundle;
                });
    }

    /** What changes a bundle. */
    private interface Change {
        Bundle make() throws BundleException, IOException;
    }

    private Answer changed(String what, Change change) throws CommandException {
        try {
            Bundle bundle = change.make();
            List<NamedPart> parts = parts(bundle);
            StringBuilder said = new StringBuilder();
            said.append(name(bundle)).append(' ').append(bundle.getVersion());
            said.append(" [").append(bundle.getBundleId()).append("] is ").append(state(bundle));
            parts.forEach(
                    part ->
                            said.append("; ")
                                    .append(part.kind())
                                    .append(' ')
                                    .append(part.name())
                                    .append(": ")
                                    .append(part.state()));
            Row row = row(bundle);
            put(row, "proxies", parts.stream().filter(it -> it.kind().equals(PROXY)));
            put(row, "others", parts.stream().filter(it -> !it.kind().equals(PROXY)));
            return Answer.said(TextTable.printable(said.toString()), row);
        } catch (BundleException
                | IOException
                | IllegalStateException
                | IllegalArgumentException failure) {
            throw CommandException.failed(what + ": " + withCause(failure));
        }
    }

    private static void put(Row row, String key, Stream<NamedPart> parts) {
        List<Row> rows = parts.map(BundleCommands::row).toList();
        if (!rows.isEmpty()) {
            row.and(key, rows);
        }
    }

    private static Row row(NamedPart part) {
        Row row = part.kind().equals(PROXY) ? new Row() : Row.of("kind", part.kind());
        return row.and("name", part.name()).and("state", part.state());
    }

    /** What the firewall has to say of what a bundle that is up brings, other than active. */
    private List<NamedPart> parts(Bundle bundle) {
        if (bundle.getState() != Bundle.ACTIVE) {
            return List.of();
        }
        return current.now().stream()
                .flatMap(firewall -> firewall.parts().stream())
                .filter(part -> part.sourceBundle() == bundle.getBundleId())
                .filter(part -> !part.state().equals("active"))
                .toList();
    }

    /** Felix says in the cause what went wrong with a file or a URL. */
    private static String withCause(Exception failure) {
        Throwable cause = failure.getCause();
        String message = CommandLine.message(failure);
        return cause == null ? message : message + ": " + CommandLine.message(cause);
    }

    private Bundle bundle(String id) throws CommandException {
        Bundle bundle = null;
        if (id.matches("[0-9]{1,18}")) {
            bundle = context.getBundle(Long.parseLong(id));
        } else {
            throw CommandException.usage(
                    "\"" + TextTable.printable(id) + "\" is not a bundle id; lb shows them");
        }
        if (bundle == null) {
            throw CommandException.failed("no bundle " + id + "; lb shows them");
        }
        return bundle;
    }

    /** A URL as it is; anything else is a file of the caller's. */
    private static String location(Command.Call call, int index) throws CommandException {
        String given = call.operand(index);
        if (given.matches("[A-Za-z][A-Za-z0-9+.-]+:.+")) {
            try {
                new URI(given).toURL();
                return given;
            } catch (URISyntaxException | MalformedURLException | IllegalArgumentException wrong) {
                throw CommandException.usage(
                        "\""
                                + TextTable.printable(given)
                                + "\" is not a URL: "
                                + CommandLine.message(wrong));
            }
        }
        Path file = call.path(index);
        if (!Files.isRegularFile(file)) {
            throw CommandException.failed("bundle file " + file + " does not exist");
        }
        return file.toUri().toString();
    }

    private static String name(Bundle bundle) {
        @Nullable String name = bundle.getSymbolicName();
        return name == null ? bundle.getLocation() : name;
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.UNINSTALLED -> "uninstalled";
            case Bundle.INSTALLED -> "installed";
            case Bundle.RESOLVED ->
                    bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null
                            ? "resolved"
                            : "fragment";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            default -> "active";
        };
    }
}
