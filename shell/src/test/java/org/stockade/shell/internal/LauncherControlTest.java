package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherControlTest {
    private final FakeFirewall firewall = new FakeFirewall();
    private final CurrentFirewall current = new CurrentFirewall();
    private final LauncherControl control = control(Map.of());

    @TempDir private Path directory;

    @BeforeEach
    void firewallHasStarted() {
        current.bind(firewall);
    }

    private LauncherControl control(Map<String, String> properties) {
        var context = new FakeBundles(properties).context();
        return new LauncherControl(
                current,
                new ControlSocket(
                        context, new CommandLine(context, current, new HealthChecks(context))));
    }

    @Test
    void listenersShouldBeALineEach() {
        assertThat(control.apply("await 1")).isEmpty();
        assertThat(control.apply("listeners")).isEqualTo("surf 127.0.0.1:3128\nsurf [::1]:3128");
        assertThat(control.apply("drain 30")).isEqualTo("3");
        assertThat(firewall.asked).containsExactly("drain 30");
    }

    @Test
    void failedStartShouldReachTheLauncherAsTheEngineSaysIt() {
        firewall.startFailure = "edge.yaml:1:1: one\nedge.yaml:2:1: two";
        assertThatThrownBy(() -> control.apply("await 1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(firewall.startFailure);
    }

    @Test
    void firewallThatDoesNotComeShouldBeReported() {
        current.unbind(firewall);
        assertThatThrownBy(() -> control.apply("await 0"))
                .hasMessage("the firewall did not start within 0 s; the log says why");
    }

    @Test
    void controlSocketThatCannotOpenShouldEndTheStart() {
        LauncherControl other =
                control(
                        Map.of(
                                ControlSocket.STATE_DIR,
                                directory.resolve("d".repeat(100)).toString()));
        assertThatThrownBy(() -> other.apply("await 1"))
                .hasMessageStartingWith("control socket path");
    }

    @Test
    void checkShouldGiveWarningsAndEveryError() throws IOException {
        Path file = Files.writeString(directory.resolve("a b.yaml"), "wrong");
        assertThatThrownBy(() -> control.apply("check " + file))
                .hasMessage("warning: odd\n" + file + ":1:1: wrong\n" + file + ":2:1: wrong too");
        Files.writeString(file, "right");
        assertThat(control.apply("check " + file)).isEmpty();
        assertThat(firewall.asked).contains("check in " + file.getParent());
    }
}
