package org.stockade.health.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/**
 * Shells of the framework that listen: who is in one can replace the firewall. One without a
 * password that other machines reach is critical.
 */
@Component(property = "health.name=shells")
public final class ShellsCheck implements HealthCheck {
    /**
     * What a thread of a Gogo shell that listens has in its stack; its port cannot be asked for.
     */
    private static final List<String> GOGO =
            List.of(
                    "org.apache.felix.gogo.shell.Telnet",
                    "org.apache.felix.gogo.jline.telnet.",
                    "org.apache.felix.gogo.jline.ssh.");

    private final Surroundings around;

    @Activate
    public ShellsCheck(@Reference Surroundings around) {
        this.around = around;
    }

    @Override
    public List<Finding> check() {
        List<Finding> found = new ArrayList<>();
        gogo(found);
        felixRemote(found);
        karaf(found);
        equinox(found);
        return found;
    }

    private void gogo(List<Finding> found) {
        if (Thread.getAllStackTraces().values().stream().anyMatch(ShellsCheck::isGogo)) {
            found.add(
                    Finding.critical(
                            "a Gogo shell listens for telnet or ssh",
                            "end it: telnetd stop, sshd stop; take it out of gosh.args and of"
                                    + " gosh_profile"));
        } else if (around.offers("(osgi.command.function=telnetd)")) {
            found.add(
                    Finding.warn(
                            "Gogo has the command telnetd, which opens a shell without a password",
                            "do without the bundle org.apache.felix.gogo.shell"));
        }
    }

    static boolean isGogo(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .anyMatch(frame -> GOGO.stream().anyMatch(frame.getClassName()::startsWith));
    }

    private void felixRemote(List<Finding> found) {
        if (around.runs("org.apache.felix.shell.remote")) {
            String host = around.property("osgi.shell.telnet.ip").orElse("127.0.0.1");
            found.add(
                    telnet(
                            "the Felix remote shell",
                            Reach.of(host),
                            "uninstall the bundle org.apache.felix.shell.remote"));
        }
    }

    private void karaf(List<Finding> found) {
        if (around.runs("org.apache.karaf.shell.ssh")) {
            String host = around.configured("org.apache.karaf.shell", "sshHost").orElse("0.0.0.0");
            if (Reach.of(host) == Reach.NETWORK) {
                found.add(
                        Finding.warn(
                                "Karaf's ssh shell listens on " + host,
                                "set sshHost = 127.0.0.1 in etc/org.apache.karaf.shell.cfg, and"
                                        + " see that etc/users.properties has no default user"));
            }
        }
    }

    private void equinox(List<Finding> found) {
        if (!around.runs("org.eclipse.equinox.console")) {
            return;
        }
        around.property("osgi.console")
                .filter(ShellsCheck::hasPort)
                .map(
                        address ->
                                telnet(
                                        "the Equinox console on " + address,
                                        Reach.ofAddress(address, Reach.NETWORK),
                                        "start without a port in osgi.console"))
                .ifPresent(found::add);
        around.property("osgi.console.ssh")
                .filter(ShellsCheck::hasPort)
                .ifPresent(
                        ssh ->
                                found.add(
                                        Finding.warn(
                                                "the Equinox console listens for ssh on " + ssh,
                                                "unset osgi.console.ssh, or see that the user"
                                                        + " equinox has no default password")));
    }

    private static boolean hasPort(String value) {
        return value.matches("(.*:)?[0-9]+");
    }

    private static Finding telnet(String what, Reach reach, String mend) {
        String said = what + " listens without a password and is reached " + reach;
        return reach == Reach.NETWORK ? Finding.critical(said, mend) : Finding.warn(said, mend);
    }
}
