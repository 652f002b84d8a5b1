package org.stockade.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.health.Finding;

/** What of the surrounding framework is open, and to whom. */
class ExposureChecksTest {
    private static final String CONSOLE = "org.apache.felix.webconsole";
    private static final String CONSOLE_PID = CONSOLE + ".internal.servlet.OsgiManager";
    private static final String JMX = "com.sun.management.jmxremote.";

    private final FakeSurroundings around = new FakeSurroundings();

    /** The statuses, worst last as found; empty: all is well. */
    private static String statuses(List<Finding> findings) {
        return String.join(" ", findings.stream().map(it -> it.status().name()).toList());
    }

    private String shells() {
        return statuses(new ShellsCheck(around.get()).check());
    }

    private String webConsole() {
        return statuses(new WebConsoleCheck(around.get()).check());
    }

    private String jmx() {
        return statuses(new JmxCheck(around.get()).check());
    }

    @Test
    void bareFrameworkShouldBeWell() {
        assertThat(shells() + webConsole() + jmx()).isEmpty();
    }

    @Test
    void gogoThatCouldListenShouldBeTold() {
        around.service("(osgi.command.function=telnetd)");

        assertThat(shells()).isEqualTo("WARN");
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.felix.gogo.shell.Telnet, true",
        "org.apache.felix.gogo.jline.telnet.Telnet$1, true",
        "org.apache.felix.gogo.jline.Shell, false",
    })
    void gogoThatListensShouldBeKnownByItsThread(String frame, boolean listens) {
        StackTraceElement[] stack = {
            new StackTraceElement("java.net.ServerSocket", "accept", "ServerSocket.java", 1),
            new StackTraceElement(frame, "run", "X.java", 1)
        };

        assertThat(ShellsCheck.isGogo(stack)).isEqualTo(listens);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, WARN", "127.0.0.1, WARN", "0.0.0.0, CRITICAL", "10.0.0.1, CRITICAL"})
    void felixRemoteShellShouldBeCriticalWhereOtherMachinesReachIt(String ip, String expected) {
        around.bundle("org.apache.felix.shell.remote");
        if (ip != null) {
            around.property("osgi.shell.telnet.ip", ip);
        }

        assertThat(shells()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "none, ''",
        "2323, CRITICAL",
        "0.0.0.0:2323, CRITICAL",
        "localhost:2323, WARN",
        "[::1]:2323, WARN"
    })
    void equinoxConsoleShouldCountWithAPortOnly(String console, String expected) {
        around.bundle("org.eclipse.equinox.console").property("osgi.console", console);

        assertThat(shells()).isEqualTo(expected);
    }

    @Test
    void equinoxPropertiesShouldMeanNothingWithoutItsConsole() {
        around.property("osgi.console", "2323").property("osgi.console.ssh", "2222");

        assertThat(shells()).isEmpty();
    }

    @Test
    void sshOfEquinoxAndKarafShouldBeTold() {
        around.bundle("org.eclipse.equinox.console").property("osgi.console.ssh", "2222");
        assertThat(shells()).isEqualTo("WARN");

        around.bundle("org.apache.karaf.shell.ssh");
        assertThat(shells()).isEqualTo("WARN WARN");

        around.configured("org.apache.karaf.shell", "sshHost", "127.0.0.1");
        assertThat(shells()).isEqualTo("WARN");
    }

    @ParameterizedTest
    @CsvSource({
        "'', CRITICAL",
        "admin, CRITICAL",
        "{sha-256}jGl25bVBBBW96Qi9Te4V37Fnqchz/Eu4qB9vKrRIqRg=, CRITICAL",
        "{sha-256}XohImNooBHFR0OVvjcYpJ3NgPQ1qq73WKhHvch0VQtg=, ''"
    })
    void webConsoleShouldBeCriticalWithItsDefaultPassword(String password, String expected) {
        around.bundle(CONSOLE);
        if (!password.isEmpty()) {
            around.configured(CONSOLE_PID, "password", password);
        }

        assertThat(webConsole()).isEqualTo(expected);
    }

    @Test
    void webConsoleWithAPasswordFromTheFrameworkShouldBeWell() {
        around.bundle(CONSOLE).property("felix.webconsole.password", "long and secret");

        assertThat(webConsole()).isEmpty();
    }

    @Test
    void webConsoleThatAsksSomebodyElseForPasswordsShouldBeWell() {
        around.bundle(CONSOLE).service("(objectClass=" + CONSOLE + ".WebConsoleSecurityProvider*)");

        assertThat(webConsole()).isEmpty();
    }

    @Test
    void jmxShouldBeJudgedByPasswordReachAndTls() {
        around.property(JMX + "authenticate", "false").property(JMX + "ssl", "false");
        assertThat(jmx()).as("no port, nothing listens").isEmpty();

        around.property(JMX + "port", "9010");
        assertThat(jmx()).isEqualTo("CRITICAL WARN");

        around.property(JMX + "host", "127.0.0.1");
        assertThat(jmx()).isEqualTo("WARN");

        around.property(JMX + "authenticate", "true");
        assertThat(jmx()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Xmx1g | ''",
                "-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005 | CRITICAL",
                "-agentlib:jdwp=transport=dt_socket,address=10.0.0.1:5005,server=y | CRITICAL",
                "-agentlib:jdwp=transport=dt_socket,server=y,address=5005 | WARN",
                "-Xrunjdwp:transport=dt_socket,server=y,address=localhost:5005 | WARN"
            })
    void debuggerShouldBeJudgedByItsAddress(String argument, String expected) {
        assertThat(statuses(DebuggerCheck.of(List.of("-Dx=y", argument)))).isEqualTo(expected);
    }
}
