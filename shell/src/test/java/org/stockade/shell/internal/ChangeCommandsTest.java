package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.stockade.access.PolicyChanges.Fallback;
import org.stockade.access.PolicyChanges.Pending;

/** {@code policy …}: what is asked of the engine, and how its answers read. */
class ChangeCommandsTest {
    private final FakeFirewall firewall = new FakeFirewall();
    private final CurrentFirewall current = new CurrentFirewall();
    private final BundleContext bundles = new FakeBundles(Map.of()).context();
    private final CommandLine line = new CommandLine(bundles, current, new HealthChecks(bundles));

    @TempDir private Path directory;

    @BeforeEach
    void firewallHasStarted() throws IOException {
        current.bind(firewall);
        Files.writeString(directory.resolve("new.yaml"), "stockade: 1\n");
        Files.writeString(directory.resolve("wrong.yaml"), "wrong\n");
    }

    private CommandLine.Printed run(String... words) {
        return line.run(List.of(words), directory, "ann");
    }

    @Test
    void diffShouldMarkWhatIsAddedRemovedAndChanged() {
        assertThat(run("policy", "diff", "new.yaml").out())
                .isEqualTo(
                        """
                        ~ services.web-out.max-sessions: 2000 -> 100
                        + zones."a.b/c": {"x": [1]}
                        - rules.7: {}
                        """);
        assertThat(run("policy", "diff", "new.yaml", "--json").out())
                .isEqualTo(
                        "[{\"op\":\"replace\",\"path\":\"/services/web-out/max-sessions\","
                                + "\"old\":2000,\"new\":100},"
                                + "{\"op\":\"add\",\"path\":\"/zones/a.b~1c\",\"new\":{\"x\": [1]}},"
                                + "{\"op\":\"remove\",\"path\":\"/rules/7\",\"old\":{}}]\n");
        assertThat(run("policy", "diff", "wrong.yaml").exit()).isEqualTo(1);
        assertThat(firewall.asked).isEmpty();
    }

    @Test
    void changesShouldBeMadeInTheNameOfWhoeverAsks() {
        assertThat(run("policy", "load", "new.yaml").exit()).isZero();
        assertThat(run("policy", "commit", "new.yaml", "--confirm", "60").out())
                .endsWith(
                        "new.yaml is in force for new sessions, for 60 s; policy confirm keeps it\n");
        assertThat(run("policy", "rollback").out())
                .isEqualTo("back to /etc/edge.yaml, SHA-256 " + FakeChanges.HASH + "\n");
        assertThat(run("policy", "rollback", "17").exit()).isZero();

        String file = directory.resolve("new.yaml").toString();
        assertThat(firewall.asked)
                .containsExactly(
                        "load ann " + file,
                        "commit ann " + file + " 60",
                        "rollback ann",
                        "rollback ann 17");
    }

    @Test
    void confirmWithoutACommitShouldFail() {
        CommandLine.Printed printed = run("policy", "confirm");

        assertThat(printed.exit()).isEqualTo(1);
        assertThat(printed.out()).isEqualTo("no commit waits\n");
    }

    @Test
    void historyShouldBeNewestFirstWithWholeHashesForPrograms() {
        assertThat(run("policy", "history").out())
                .isEqualTo(
                        """
                        NUMBER  TIME                  USER  KIND   HASH          CHANGES   ORIGIN
                        2       2026-11-26T14:00:00Z  ann   load   0123456789ab  +1 -0 ~2  /etc/edge.yaml
                        1       2026-11-26T13:00:00Z  root  start  1123456789ab  -         edge.yaml
                        """);
        assertThat(run("policy", "history", "1", "--json").out())
                .isEqualTo(
                        "[{\"number\":2,\"time\":\"2026-11-26T14:00:00Z\",\"user\":\"ann\","
                                + "\"kind\":\"load\",\"origin\":\"/etc/edge.yaml\",\"hash\":\""
                                + FakeChanges.HASH
                                + "\",\"changes\":\"+1 -0 ~2\"}]\n");
        assertThat(run("policy", "show", "1").out()).isEqualTo("stockade: 1\n# first\n");
        assertThat(run("policy", "show", "2").error()).contains("no policy 2");
    }

    // Comments, so that what is shown can still be saved and loaded.
    @Test
    void showShouldSayThatAnotherPolicyServesAndThatItWaits() {
        firewall.changes.fallback =
                Optional.of(
                        new Fallback(
                                "/etc/edge.yaml",
                                List.of("edge.yaml:1:1: wrong"),
                                FakeChanges.HASH,
                                Instant.EPOCH));
        firewall.changes.pending =
                Optional.of(
                        new Pending(3, "bob", "x.yaml", FakeChanges.HASH, Duration.ofSeconds(42)));

        assertThat(run("policy", "show").out())
                .isEqualTo(
                        """
                        # The policy of 1970-01-01T00:00:00Z, in place of /etc/edge.yaml:
                        #   edge.yaml:1:1: wrong
                        # Committed by bob; goes back in 42 s unless it is confirmed.
                        stockade: 1
                        zones: {}
                        """);
        assertThat(run("policy", "show", "--json").out())
                .contains("\"fallback\":{\"refused\":\"/etc/edge.yaml\"", "\"seconds_left\":42");

        firewall.changes.pending =
                Optional.of(new Pending(3, "bob", "x.yaml", FakeChanges.HASH, Duration.ZERO));
        assertThat(run("policy", "show").out())
                .contains(
                        "# Committed by bob; not confirmed in time, and cannot go back yet: policy"
                                + " history says why.\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy commit new.yaml",
                "policy commit new.yaml --confirm",
                "policy commit new.yaml --within 60",
                "policy commit new.yaml --confirm 0",
                "policy commit new.yaml --confirm soon",
                "policy rollback -1",
                "policy confirm 2",
                "policy history all",
                "policy diff",
                "policy"
            })
    void wrongFormsShouldBeStatusTwoAndAskNothing(String words) {
        CommandLine.Printed printed = run(words.split(" "));

        assertThat(printed.exit()).isEqualTo(2);
        assertThat(firewall.asked).isEmpty();
    }
}
