package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

/** Who is where, and who may go on. */
class LoginCommandsTest {
    private final FakeFirewall firewall = new FakeFirewall();
    private final CurrentFirewall current = new CurrentFirewall();
    private final BundleContext bundles = new FakeBundles(Map.of()).context();
    private final CommandLine line = new CommandLine(bundles, current, new HealthChecks(bundles));

    @BeforeEach
    void firewallHasStarted() {
        current.bind(firewall);
    }

    private CommandLine.Printed run(String... words) {
        return line.run(List.of(words), Path.of("/"), "root");
    }

    private CommandLine.Printed run(byte[] secret, String... words) {
        return line.run(List.of(words), Path.of("/"), "root", new Secret(secret));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void rightPasswordShouldLogInAndBeWipedAfterwards() {
        byte[] secret = utf8("right");

        CommandLine.Printed printed = run(secret, "login", "192.0.2.7", "ada", "relay");

        assertThat(printed.error()).isEmpty();
        assertThat(printed.out()).startsWith("ada is logged in at 192.0.2.7 until 19");
        assertThat(firewall.logins.asked)
                .containsExactly("credentials of ada at 192.0.2.7 for relay");
        assertThat(secret).containsOnly(0);
        assertThat(run("logins").out()).contains("192.0.2.7", "ada", "staff", "people", "relay");
        assertThat(run("logout", "192.0.2.7").out())
                .isEqualTo("logged out 192.0.2.7; sessions that live go on\n");
        assertThat(run("logout", "192.0.2.7").error())
                .isEqualTo("nobody is logged in at 192.0.2.7");
        assertThat(run("logins").out()).isEqualTo("nobody is logged in\n");
    }

    @Test
    void wrongPasswordShouldBeAFailureThatDoesNotTellIt() {
        byte[] secret = utf8("guess");

        CommandLine.Printed printed = run(secret, "login", "192.0.2.7", "ada");

        assertThat(printed.exit()).isEqualTo(1);
        assertThat(printed.error()).isEqualTo("user \"ada\" or the password is wrong");
        assertThat(secret).containsOnly(0);
    }

    @Test
    void wrongCommandLineShouldBeWipedToo() {
        byte[] secret = utf8("right");

        assertThat(run(secret, "login", "here", "ada").error())
                .isEqualTo("\"here\" is no address; use 192.0.2.7 or 2001:db8::7");
        assertThat(secret).containsOnly(0);
        assertThat(run("login", "192.0.2.7", "ada").error()).contains("no password came");
        assertThat(run(utf8("right"), "login", "192.0.2.7", "a\tb").error())
                .isEqualTo("login: user has a name with a control character; use others");
        assertThat(run(new byte[] {(byte) 0xff}, "login", "192.0.2.7", "ada").error())
                .isEqualTo("the password is not text in UTF-8");
    }

    @Test
    void waitingSessionsShouldBeShownAcceptedAndRejected() {
        assertThat(run("authorize").out())
                .contains("(edge/vault:3)", "ada", "192.0.2.7:40000", "pair", "9");
        assertThat(run("authorize", "(edge/vault:3)", "accept").out())
                .isEqualTo("accepted vault:3\n");
        assertThat(run("authorize", "vault:3", "reject").out()).isEqualTo("rejected vault:3\n");
        assertThat(firewall.logins.asked)
                .containsExactly("accept vault:3 by root", "reject vault:3 by root");
        assertThat(run("authorize", "vault:4", "accept").error())
                .isEqualTo("no session vault:4 waits for consent");
        assertThat(run("authorize", "vault:3", "perhaps").exit()).isEqualTo(2);
        assertThat(run("authorize", "vault:3").exit()).isEqualTo(2);
    }

    @Test
    void whatChangesSomethingShouldBeAnAct() {
        assertThat(Acts.isAct(List.of("login", "192.0.2.7", "ada"))).isTrue();
        assertThat(Acts.subject(List.of("login", "192.0.2.7", "ada"))).isEqualTo("192.0.2.7 ada");
        assertThat(Acts.isAct(List.of("logout", "192.0.2.7"))).isTrue();
        assertThat(Acts.isAct(List.of("authorize", "vault:3", "accept"))).isTrue();
        assertThat(Acts.isAct(List.of("authorize"))).isFalse();
        assertThat(Acts.isAct(List.of("logins"))).isFalse();
    }
}
