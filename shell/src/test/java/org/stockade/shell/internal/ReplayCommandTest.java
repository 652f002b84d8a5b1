package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.stockade.endpoint.TransportProtocol;

/** {@code policy replay} and what {@code explain} may be asked besides. */
class ReplayCommandTest {
    private final FakeFirewall firewall = new FakeFirewall();
    private final CurrentFirewall current = new CurrentFirewall();
    private final BundleContext bundles = new FakeBundles(Map.of()).context();
    private final CommandLine line = new CommandLine(bundles, current, new HealthChecks(bundles));

    @TempDir private Path directory;

    @BeforeEach
    void firewallHasStarted() throws IOException {
        current.bind(firewall);
        Files.writeString(directory.resolve("new.yaml"), "stockade: 1\n");
        Files.writeString(directory.resolve("same.yaml"), "same\n");
        Files.writeString(directory.resolve("wrong.yaml"), "wrong\n");
    }

    private CommandLine.Printed run(String... words) {
        return line.run(List.of(words), directory, "ann");
    }

    @Test
    void replayShouldShowEachKindOfChangeWithItsSessions() {
        CommandLine.Printed printed = run("policy", "replay", "new.yaml", "--since", "2h");
        assertThat(printed.exit()).isEqualTo(1);
        assertThat(printed.out())
                .isEqualTo(
                        """
                        1,234 would be refused: service web-out (rule 1) -> refused by rule 7
                            2026-01-05T08:00:00Z  web  192.0.2.9:40000 -> 192.0.2.1:3128, server example.com:443
                            and 1,233 more
                        1 could not be decided: refused by no rule -> listener "old" gone
                            and 1 more
                        note: not all
                        1,240 sessions of the last 2 h: 5 as before, 1,234 would be refused, 0 would be permitted, 0 other service, 0 other target, 0 refused in another way; 1 could not be decided (listener "old" gone)
                        """);
        assertThat(firewall.asked).containsExactly("replay PT2H 3");
        assertThat(run("policy", "replay", "new.yaml", "--json").out())
                .contains(
                        "\"sessions\":1240,\"same\":5,\"refused\":1234,\"undecided\":1",
                        "\"effect\":\"refused\",\"before\":\"service web-out (rule 1)\"");
        assertThat(Acts.isAct(List.of("policy", "replay", "new.yaml"))).isFalse();
    }

    @Test
    void statusShouldSayWhetherSomethingWouldChange() {
        assertThat(run("policy", "replay", "same.yaml").exit()).isZero();
        assertThat(run("policy", "replay", "wrong.yaml"))
                .returns(2, CommandLine.Printed::exit)
                .returns("wrong.yaml:1:1: wrong\n", it -> it.out().replaceAll(".*/", ""));
        assertThat(run("policy", "replay", "none.yaml").exit()).isEqualTo(2);
        assertThat(run("policy", "replay", "new.yaml", "--all").exit()).isEqualTo(1);
        assertThat(firewall.asked).last().isEqualTo("replay PT24H 10000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--since",
                "--since 1",
                "--since 0s",
                "--since 9999d",
                "--examples x",
                "more"
            })
    void wrongOptionShouldBeRefused(String options) {
        String[] words = ("policy replay new.yaml " + options).split(" ");
        assertThat(run(words).exit()).isEqualTo(2);
        assertThat(firewall.asked).isEmpty();
    }

    @Test
    void explainShouldTakeUserAndTimeInAnyOrder() throws CommandException {
        ExplainOptions options =
                ExplainOptions.of(
                        List.of(
                                "web",
                                "192.0.2.1",
                                "--at",
                                "2026-01-05T08:30+01:00",
                                "192.0.2.2:80",
                                "--user",
                                "ann"));
        assertThat(options.target()).contains("192.0.2.2:80");
        assertThat(options.supposed().user()).contains("ann");
        assertThat(options.supposed().at()).contains(Instant.parse("2026-01-05T07:30:00Z"));
        assertThat(ExplainOptions.of(List.of("web", "192.0.2.1", "--at", "08:30")).supposed().at())
                .isPresent();
        assertThat(ExplainOptions.of(List.of("web", "192.0.2.1")).target())
                .isEqualTo(Optional.empty());
        assertThat(ExplainOptions.of(List.of("web", "192.0.2.1", "--udp")).supposed().protocol())
                .contains(TransportProtocol.UDP);
        assertThat(ExplainOptions.of(List.of("web", "192.0.2.1", "--tcp")).supposed().protocol())
                .contains(TransportProtocol.TCP);
        assertThat(run("explain", "web", "192.0.2.1", "--at", "noon").exit()).isEqualTo(2);
        assertThat(run("explain", "web", "192.0.2.1", "--at").exit()).isEqualTo(2);
        assertThat(run("explain", "web", "192.0.2.1", "a:1", "b:2").exit()).isEqualTo(2);
    }
}
