package org.stockade.shell.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands for a Gogo shell, which calls the method of the command's name. */
@Component(
        service = GogoCommands.class,
        property = {
            "osgi.command.scope=stockade",
            "osgi.command.function=sessions",
            "osgi.command.function=session",
            "osgi.command.function=kill",
            "osgi.command.function=stack",
            "osgi.command.function=unstack",
            "osgi.command.function=services",
            "osgi.command.function=service",
            "osgi.command.function=zones",
            "osgi.command.function=zone",
            "osgi.command.function=rules",
            "osgi.command.function=explain",
            "osgi.command.function=listeners",
            "osgi.command.function=matchers",
            "osgi.command.function=matcher",
            "osgi.command.function=proxies",
            "osgi.command.function=proxy",
            "osgi.command.function=logout",
            "osgi.command.function=logins",
            "osgi.command.function=authorize",
            "osgi.command.function=generations",
            "osgi.command.function=policy",
            "osgi.command.function=health",
            "osgi.command.function=audit",
            "osgi.command.function=lb",
            "osgi.command.function=install",
            "osgi.command.function=start",
            "osgi.command.function=stop",
            "osgi.command.function=update",
            "osgi.command.function=uninstall"
        })
public final class GogoCommands {
    private final CommandLine line;

    @Activate
    public GogoCommands(@Reference CommandLine line) {
        this.line = line;
    }

    public String sessions(String... operands) throws CommandException {
        return run("sessions", operands);
    }

    public String session(String... operands) throws CommandException {
        return run("session", operands);
    }

    public String kill(String... operands) throws CommandException {
        return run("kill", operands);
    }

    public String stack(String... operands) throws CommandException {
        return run("stack", operands);
    }

    public String unstack(String... operands) throws CommandException {
        return run("unstack", operands);
    }

    public String services(String... operands) throws CommandException {
        return run("services", operands);
    }

    public String service(String... operands) throws CommandException {
        return run("service", operands);
    }

    public String zones(String... operands) throws CommandException {
        return run("zones", operands);
    }

    public String zone(String... operands) throws CommandException {
        return run("zone", operands);
    }

    public String rules(String... operands) throws CommandException {
        return run("rules", operands);
    }

    public String explain(String... operands) throws CommandException {
        return run("explain", operands);
    }

    public String listeners(String... operands) throws CommandException {
        return run("listeners", operands);
    }

    public String matchers(String... operands) throws CommandException {
        return run("matchers", operands);
    }

    public String matcher(String... operands) throws CommandException {
        return run("matcher", operands);
    }

    public String proxies(String... operands) throws CommandException {
        return run("proxies", operands);
    }

    public String proxy(String... operands) throws CommandException {
        return run("proxy", operands);
    }

    public String logout(String... operands) throws CommandException {
        return run("logout", operands);
    }

    public String logins(String... operands) throws CommandException {
        return run("logins", operands);
    }

    public String authorize(String... operands) throws CommandException {
        return run("authorize", operands);
    }

    public String generations(String... operands) throws CommandException {
        return run("generations", operands);
    }

    public String policy(String... operands) throws CommandException {
        return run("policy", operands);
    }

    public String health(String... operands) throws CommandException {
        return run("health", operands);
    }

    public String audit(String... operands) throws CommandException {
        return run("audit", operands);
    }

    public String lb(String... operands) throws CommandException {
        return run("lb", operands);
    }

    public String install(String... operands) throws CommandException {
        return run("install", operands);
    }

    public String start(String... operands) throws CommandException {
        return run("start", operands);
    }

    public String stop(String... operands) throws CommandException {
        return run("stop", operands);
    }

    public String update(String... operands) throws CommandException {
        return run("update", operands);
    }

    public String uninstall(String... operands) throws CommandException {
        return run("uninstall", operands);
    }

    private String run(String command, String... operands) throws CommandException {
        List<String> words = new ArrayList<>(List.of(operands));
        words.addFirst(command);
        CommandLine.Printed printed = line.run(words, Path.of("").toAbsolutePath(), "gogo");
        if (!printed.error().isEmpty()) {
            throw CommandException.failed(printed.error());
        }
        return printed.out().stripTrailing();
    }
}
