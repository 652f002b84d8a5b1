package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.stockade.access.Firewall;

class CommandLineTest {
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
    void tableShouldAlignItsColumnsAndMarkWhatIsEmpty() {
        assertThat(run("zones").out())
                .isEqualTo(
                        """
                        NAME    PARENT  SUBNETS          HOSTS
                        world   -       0.0.0.0/0, ::/0  -
                        office  world   10.0.0.0/8       -
                        """);
    }

    @Test
    void serviceShouldBeClosedAndOpenedByName() {
        assertThat(run("service", "web-out", "maintenance", "back at noon").exit()).isZero();
        assertThat(run("service", "web-out", "maintenance", "off").exit()).isZero();
        assertThat(firewall.asked)
                .containsExactly("maintain web-out back at noon", "maintain web-out -");
        assertThat(run("service", "web", "maintenance", "off").error())
                .contains("no service is called \"web\"");
        assertThat(run("service", "web-out", "close", "off").exit()).isEqualTo(2);
        assertThat(Acts.isAct(List.of("service", "web-out", "maintenance", "off"))).isTrue();
    }

    @Test
    void totalityShouldBeToldOfAPolicyWithoutError() throws IOException {
        Files.writeString(directory.resolve("p.yaml"), "fine");
        assertThat(run("policy", "totality", "p.yaml").out())
                .isEqualTo("office -> listener surf: no rule, refused\n1 pairs: 0 decided\n");
        Files.writeString(directory.resolve("p.yaml"), "wrong");
        assertThat(run("policy", "totality", "p.yaml").error()).contains("p.yaml:1:1: wrong");
        assertThat(Acts.isAct(List.of("policy", "totality", "p.yaml"))).isFalse();
    }

    @Test
    void proxyThatNobodyInstalledShouldHaveNoSource() {
        assertThat(run("proxies").out())
                .isEqualTo(
                        """
                        NAME  BUNDLE                         SOURCE  STATE
                        http  org.stockade.proxy-http 0.1.0  9       active
                        text  -                              -       not installed
                        """);
        assertThat(run("proxies", "--json").out())
                .endsWith("{\"name\":\"text\",\"bundle\":\"\",\"state\":\"not installed\"}]\n");
    }

    @Test
    void allThatAPolicyFindsByNameShouldHaveItsKind() {
        assertThat(run("proxies", "--all").out())
                .isEqualTo(
                        """
                        KIND           NAME  BUNDLE                         SOURCE  STATE
                        proxy          http  org.stockade.proxy-http 0.1.0  9       active
                        proxy          text  -                              -       not installed
                        authenticator  file  org.example.users 1.0.0        12      stopped
                        detector       smtp  -                              -       not installed
                        """);
        assertThat(run("proxies", "--all", "--json").out())
                .startsWith("[{\"kind\":\"proxy\",\"name\":\"http\"")
                .endsWith(
                        "{\"kind\":\"detector\",\"name\":\"smtp\",\"bundle\":\"\","
                                + "\"state\":\"not installed\"}]\n");
        assertThat(run("proxies", "--other").exit()).isEqualTo(2);
    }

    @Test
    void targetsShouldBeThoseOfAllServicesOrOfOne() {
        assertThat(run("targets").out())
                .isEqualTo(
                        """
                        SERVICE  TARGET        STATE  SECONDS LEFT  CONNECTIONS  CHECK
                        web-out  192.0.2.1:80  up     -             3            well
                        relay    192.0.2.2:80  down   59.5          0            -
                        """);
        assertThat(run("targets", "relay", "--json").out())
                .startsWith("[{\"service\":\"relay\",\"target\":\"192.0.2.2:80\"")
                .doesNotContain("web-out");
        assertThat(run("targets", "other").out()).isEqualTo("no server is known\n");
    }

    @Test
    void matcherShouldSayWhetherATextMatchesAndWhy() {
        assertThat(run("matchers").out())
                .isEqualTo(
                        """
                        NAME  KIND   CONTENTS              STATE
                        ads   hosts  2 hosts               ready
                        upd   dns    addresses of 1 hosts  ready
                        """);
        assertThat(run("matcher", "ads", "www.ads.test"))
                .extracting(CommandLine.Printed::exit, CommandLine.Printed::out)
                .containsExactly(0, "match: \"ads.test\" of names\n");
        assertThat(run("matcher", "ads", "example.test"))
                .extracting(CommandLine.Printed::exit, CommandLine.Printed::out)
                .containsExactly(1, "no match\n");
        assertThat(run("matcher", "upd", "192.0.2.1").out())
                .isEqualTo("cannot tell: nobody\\x0aanswers\n");
        assertThat(run("matcher", "ads", "a.ads.test", "--json").out())
                .isEqualTo(
                        "{\"matcher\":\"ads\",\"text\":\"a.ads.test\",\"result\":\"match\","
                                + "\"why\":\"\\\"ads.test\\\" of names\"}\n");
        assertThat(run("matcher", "none", "x").error()).contains("no matcher is called \"none\"");
        assertThat(run("matcher", "ads").exit()).isEqualTo(2);
    }

    @Test
    void emptyTableShouldSaySoToPeopleAndBeEmptyForPrograms() {
        assertThat(run("rules").out()).isEqualTo("no rules: every connection is refused\n");
        assertThat(run("rules", "--json").out()).isEqualTo("[]\n");
    }

    @Test
    void jsonShouldHoldTheWholeTreeInOneLine() {
        assertThat(run("session", "--json", "web-out:17").out())
                .startsWith(
                        "{\"id\":\"(edge/web-out:17)\",\"service\":\"web-out\",\"proxy\":\"http\"")
                .contains(
                        "\"seconds\":1.3,\"received\":10,\"sent\":20,"
                                + "\"verdict\":\"ACCEPTED\",\"auth\":\"\",\"auth_user\":\"\",\"auth_groups\":[],\"authorized\":false,\"taps\":[],\"children\":[{\"id\":")
                .contains(
                        "\"taps\":[{\"node\":\"(edge/web-out:17/http)\","
                                + "\"file\":\"/state/taps/it.pcapng\",\"written\":1234,"
                                + "\"limit\":4096,\"seconds_left\":59.5,\"dropped\":0,\"ended\":\"\"}]")
                .endsWith("\"children\":[]}]}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web-out:17", "(edge/web-out:17)", "edge/web-out:17"})
    void sessionIdShouldBeTakenAsLogsHaveIt(String id) {
        assertThat(run("kill", id))
                .isEqualTo(new CommandLine.Printed(0, "killed web-out:17\n", ""));
        assertThat(firewall.asked).containsExactly("kill web-out:17 by root");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web-out:17/http/inspector#2",
                "(edge/web-out:17/http/inspector#2)",
                "edge/web-out:17/http/inspector#2"
            })
    void nodeOfATreeShouldBeKilledByItsOwnId(String id) {
        assertThat(run("kill", id).out()).isEqualTo("killed web-out:17/http/inspector#2\n");
        assertThat(firewall.asked).containsExactly("kill web-out:17/http/inspector#2 by root");
    }

    @Test
    void sessionShouldShowEachNodeWithItsVerdictAndTap() {
        assertThat(run("session", "(edge/web-out:17/http)").out().lines())
                .satisfiesExactly(
                        master ->
                                assertThat(master)
                                        .startsWith("(edge/web-out:17)  running  proxy http")
                                        .endsWith("verdict ACCEPTED"),
                        http -> assertThat(http).startsWith("  (edge/web-out:17/http)  running"),
                        tap ->
                                assertThat(tap)
                                        .isEqualTo(
                                                "    tap /state/taps/it.pcapng"
                                                        + "  1234 of 4096 bytes  60 s left"));
    }

    @Test
    void tapShouldBeStackedWithTheUsualLimitsOrOthers() {
        assertThat(run("stack", "(edge/web-out:17/http)", "tap").out())
                .isEqualTo(
                        "tapping (edge/web-out:17/http) for 60 s or 10485760 bytes:"
                                + " /state/taps/it.pcapng\n");
        run("stack", "web-out:17", "tap", "--seconds", "5", "--bytes", "4096");
        assertThat(firewall.asked)
                .containsExactly(
                        "tap TapOrder[id=web-out:17/http, by=root, bytes=10485760, atMost=PT1M]",
                        "tap TapOrder[id=web-out:17, by=root, bytes=4096, atMost=PT5S]");
    }

    @Test
    void tapShouldBeTakenOutAndTellWhatItLacks() {
        assertThat(run("unstack", "web-out:17", "tap").out())
                .isEqualTo(
                        "the tap of (edge/web-out:17) is out: /state/taps/it.pcapng, 1234 bytes"
                                + "  77 bytes dropped\n");
    }

    @Test
    void tapThatCannotBeShouldBeOneClearLine() {
        assertThat(run("stack", "web-out:18", "tap"))
                .isEqualTo(new CommandLine.Printed(1, "", "no live session or node web-out:18"));
        assertThat(run("unstack", "web-out:18", "tap"))
                .isEqualTo(new CommandLine.Printed(1, "", "node (edge/web-out:18) has no tap"));
        assertThat(run("stack", "web-out:17", "tap", "--bytes", "4095"))
                .isEqualTo(
                        new CommandLine.Printed(
                                2, "", "tap: bytes 4095 is out of range; use 4096 to 1073741824"));
        assertThat(run("stack", "web-out:17", "tap", "--seconds", "3601").error())
                .isEqualTo("tap: seconds 3601 is out of range; use 1 to 3600");
        assertThat(run("stack", "web-out:17", "tap", "--bytes", "1M").error())
                .startsWith("--bytes: \"1M\" is no number; usage: stack ID tap");
        assertThat(run("stack", "web-out:17", "tap", "--bytes").exit()).isEqualTo(2);
        assertThat(run("stack", "web-out:17", "tap", "--forever", "1").exit()).isEqualTo(2);
        assertThat(run("stack", "web-out:17", "inspector").error())
                .startsWith("\"inspector\" cannot be stacked on a live session, only tap");
    }

    @Test
    void unknownSessionShouldBeOneClearLineAndStatusOne() {
        assertThat(run("session", "web-out:18"))
                .isEqualTo(new CommandLine.Printed(1, "", "no live session web-out:18"));
        assertThat(run("kill", "web-out:18", "--json").out())
                .isEqualTo("{\"error\":\"no live session web-out:18\"}\n");
    }

    @Test
    void wrongUsageShouldHaveStatusTwoAndTellTheRightOne() {
        assertThat(run("zone")).isEqualTo(new CommandLine.Printed(2, "", "usage: zone ADDRESS"));
        assertThat(run("frobnicate").exit()).isEqualTo(2);
        assertThat(run("zone", "example.org").error())
                .isEqualTo(
                        "\"example.org\" is not an address; use 192.0.2.1, 192.0.2.1:80,"
                                + " 2001:db8::1 or [2001:db8::1]:80");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "10.0.0.1:80"})
    void zoneShouldTakeAnAddressWithOrWithoutPort(String address) {
        assertThat(run("zone", address).out()).isEqualTo("office < world\n");
    }

    @Test
    void addressInNoZoneShouldHaveStatusOne() {
        assertThat(run("zone", "2001:db8::1"))
                .isEqualTo(new CommandLine.Printed(1, "2001:db8::1 is in no zone\n", ""));
    }

    @Test
    void explainShouldHandOnItsTargetAndShowTheStepsInOrder() {
        assertThat(run("explain", "surf", "10.0.0.1", "example.org:80").out())
                .isEqualTo(
                        """
                        client zone  office
                        rule         -
                        refused: no rule matches
                        """);
        assertThat(firewall.asked).containsExactly("explain surf 10.0.0.1:0 example.org:80");
        assertThat(run("explain", "mail", "10.0.0.1").error()).isEqualTo("no listener \"mail\"");
    }

    @Test
    void policyFileShouldBeFoundFromTheCallersDirectory() throws IOException {
        Path file = Files.writeString(directory.resolve("new.yaml"), "stockade: 1\n");
        assertThat(run("policy", "load", "new.yaml").out())
                .isEqualTo(file + " is in force for new sessions\n");
        assertThat(firewall.asked).containsExactly("load root " + file);
    }

    @Test
    void everyErrorOfAPolicyShouldBeShownAndStatusBeOne() throws IOException {
        Path file = Files.writeString(directory.resolve("new.yaml"), "wrong\n");
        assertThat(run("policy", "check", "new.yaml"))
                .isEqualTo(
                        new CommandLine.Printed(
                                1,
                                file + ":1:1: wrong\n" + file + ":2:1: wrong too\nwarning: odd\n",
                                ""));
        assertThat(firewall.asked).isEmpty();
    }

    @Test
    void unreadablePolicyFileShouldBeOneClearLine() throws IOException {
        assertThat(run("policy", "load", "none.yaml").error())
                .isEqualTo("policy file " + directory.resolve("none.yaml") + " does not exist");
        Files.write(directory.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe9, '\n'});
        assertThat(run("policy", "load", "latin.yaml").error())
                .endsWith("latin.yaml is not UTF-8 text, see line 1; save it as UTF-8");
        Files.write(
                directory.resolve("latin.yaml"), new byte[] {'a', '\n', '\n', 'a', (byte) 0xe9});
        assertThat(run("policy", "load", "latin.yaml").error()).contains("see line 3;");
        // A pipe would be waited for, and another thread with each try.
        assertThat(run("policy", "load", "/dev/null").error())
                .isEqualTo("policy file /dev/null is no ordinary file");
        assertThat(run("policy", "load", ".").error()).endsWith(" is a directory");
    }

    @Test
    void commandBeforeTheFirewallHasStartedShouldSaySo() {
        current.unbind(firewall);
        assertThat(run("sessions"))
                .isEqualTo(new CommandLine.Printed(1, "", "the firewall has not started"));
        assertThat(run("lb").exit()).isZero();
    }

    @Test
    void bundleThatDoesNotStartShouldBeOneLine() {
        assertThat(run("start", "7").out()).isEqualTo("org.example.b7 1.2.3 [7] is active\n");
        assertThat(run("start", "8").error()).isEqualTo("start: Unable to resolve; b8");
        assertThat(run("start", "9").error()).isEqualTo("no bundle 9; lb shows them");
        assertThat(run("start", "nine").exit()).isEqualTo(2);
    }

    @Test
    void installShouldRefuseAFileThatIsNotThere() {
        assertThat(run("install", "none.jar").error())
                .isEqualTo("bundle file " + directory.resolve("none.jar") + " does not exist");
    }

    @Test
    void generationsShouldShowWhatLivesAndWhatIsStillInMemory() {
        assertThat(run("generations").out())
                .isEqualTo(
                        """
                        NUMBER  STATE           AGE   RETIRED  SESSIONS  BUNDLES
                        1       ended-but-held  90.0  70.0     0         org.example.pop3 1.0.0
                        2       current         20.5  -        7         org.example.pop3 1.0.1, org.stockade.proxy-http 0.1.0
                        """);
        assertThat(run("generations", "--json").out())
                .startsWith(
                        "[{\"number\":1,\"state\":\"ended-but-held\",\"age\":90.0,\"retired\":70.0,")
                .contains("{\"number\":2,\"state\":\"current\",\"age\":20.5,\"sessions\":7,");
        assertThat(run("generations", "chek").error())
                .isEqualTo("usage: generations | generations check|promote|withdraw");
    }

    @Test
    void generationsCheckShouldBeFineWhenAllIsUnloaded() {
        assertThat(run("generations", "check"))
                .isEqualTo(new CommandLine.Printed(0, "unloaded 2 of 2 copies\n", ""));
        assertThat(firewall.asked).containsExactly("force 10");
    }

    @Test
    void generationsCheckShouldNameWhatIsHeldAndHaveStatusOne() {
        firewall.unloads =
                new Firewall.Unloads(
                        4,
                        3,
                        1,
                        List.of(
                                held(
                                        "1.0.0",
                                        List.of("thread \"poller\" stands in pop3.Poller.run")),
                                held("1.0.1", List.of())));
        assertThat(run("generations", "check"))
                .isEqualTo(
                        new CommandLine.Printed(
                                1,
                                """
                                held: org.example.pop3 1.0.0, generation 5, uninstalled 12 s ago: thread "poller" stands in pop3.Poller.run
                                held: org.example.pop3 1.0.1, generation 5, uninstalled 12 s ago: no thread of it found
                                unloaded 1 of 3 copies
                                """,
                                ""));
        assertThat(run("generations", "check", "--json").out())
                .startsWith("{\"made\":4,\"uninstalled\":3,\"collected\":1,\"held\":[{\"name\":");
    }

    private static Firewall.HeldCopy held(String version, List<String> holders) {
        return new Firewall.HeldCopy(
                "org.example.pop3", version, 5, Duration.ofSeconds(12), holders);
    }

    @Test
    void textFromAPeerShouldNotSteerTheTerminal() {
        assertThat(run("kill", "\u001b[2Ja:1").error()).isEqualTo("no live session \\x1b[2Ja:1");
    }
}
