package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;
import org.stockade.access.Firewall.CanaryFigures;
import org.stockade.access.Firewall.ProxyState;

/** What operators see of a canary, and how they end it. */
class CanaryCommandsTest {
    private final FakeFirewall firewall = new FakeFirewall();
    private final CurrentFirewall current = new CurrentFirewall();
    private final BundleContext bundles = new FakeBundles(Map.of()).context();
    private final CommandLine line = new CommandLine(bundles, current, new HealthChecks(bundles));

    @TempDir private Path directory;

    @BeforeEach
    void firewallHasStarted() {
        current.bind(firewall);
    }

    private CommandLine.Printed run(String... words) {
        return line.run(List.of(words), directory, "root");
    }

    @Test
    void generationsShouldShowShareAndFiguresWhileACanaryRuns() {
        firewall.figures = Optional.of(new CanaryFigures(10, 30, 28, 3, 2));
        assertThat(run("generations").out())
                .isEqualTo(
                        """
                        NUMBER  STATE           AGE   RETIRED  SESSIONS  SHARE  BEGUN  ENDED  FAILED  FAULTS  BUNDLES
                        1       ended-but-held  90.0  70.0     0         -      -      -      -       -       org.example.pop3 1.0.0
                        2       current         20.5  -        7         10%    30     28     3       2       org.example.pop3 1.0.1, org.stockade.proxy-http 0.1.0
                        """);
        assertThat(run("generations", "--json").out())
                .contains("\"share\":\"10%\",\"begun\":30,\"ended\":28,\"failed\":3,\"faults\":2,");
    }

    @Test
    void canaryShouldBePromotedAndWithdrawnByHand() {
        firewall.canary = List.of("org.example.pop3 1.0.2");
        assertThat(run("generations", "promote").out())
                .isEqualTo("promoted org.example.pop3 1.0.2\n");
        assertThat(run("generations", "withdraw", "--json").out())
                .isEqualTo("{\"withdrawn\":[\"org.example.pop3 1.0.2\"]}\n");
        assertThat(firewall.asked).containsExactly("promote", "withdraw");
    }

    @Test
    void withoutACanaryThereShouldBeNothingToEnd() {
        CommandLine.Printed printed = run("generations", "promote");
        assertThat(printed.exit()).isEqualTo(1);
        assertThat(printed.error()).isEqualTo("no canary runs; generations shows them");
    }

    @Test
    void answerAboutABundleShouldSayThatItsProxyIsACanary() {
        assertThat(run("start", "7").out()).isEqualTo("org.example.b7 1.2.3 [7] is active\n");
        firewall.proxies =
                List.of(
                        new ProxyState("http", "x 1.0.0", 9, "stopped"),
                        new ProxyState(
                                "pop3", "b7 1.2.2", 7, "active; canary 1.2.3, see generations"));
        assertThat(run("start", "7").out())
                .isEqualTo(
                        "org.example.b7 1.2.3 [7] is active; proxy pop3: active; canary 1.2.3, see"
                                + " generations\n");
        assertThat(run("start", "7", "--json").out())
                .contains("\"proxies\":[{\"name\":\"pop3\",\"state\":\"active; canary 1.2.3,");
        current.unbind(firewall);
        assertThat(run("start", "7").out()).isEqualTo("org.example.b7 1.2.3 [7] is active\n");
    }

    @ParameterizedTest
    @CsvSource({
        "generations, false, generations",
        "generations check, false, generations-check",
        "generations promote, true, generations-promote",
        "generations withdraw, true, generations-withdraw"
    })
    void endingACanaryShouldBeAnAct(String command, boolean act, String name) {
        List<String> words = List.of(command.split(" "));
        assertThat(Acts.isAct(words)).isEqualTo(act);
        if (act) {
            assertThat(Acts.name(words)).isEqualTo(name);
            assertThat(Acts.subject(words)).isEmpty();
        }
    }
}
