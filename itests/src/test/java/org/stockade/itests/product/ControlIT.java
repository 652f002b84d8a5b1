package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Stockade;

/** The commands, given as an operator gives them. */
class ControlIT {
    @TempDir static Path folder;

    private static PatternServer server;
    private static Stockade stockade;
    private static String policy;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = new PatternServer();
        policy =
                """
                stockade: 1
                name: edge
                zones: { office: { subnets: [127.0.0.0/8] }, world: { subnets: [0.0.0.0/0] } }
                listeners: { relay: { bind: ["127.0.0.1:0"] } }
                services:
                  relay: { proxy: plain, router: { direct: ["127.0.0.1:%d"] }, to-zones: [office] }
                rules: [{ listener: relay, from-zone: office, service: relay }]
                """
                        .formatted(server.port());
        stockade = Stockade.run(folder, policy);
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (stockade != null) {
            stockade.close();
        }
        server.close();
    }

    private static JsonNode json(String... command) throws IOException, InterruptedException {
        String[] all = new String[command.length + 1];
        all[0] = "--json";
        System.arraycopy(command, 0, all, 1, command.length);
        Run run = stockade.ctl(all);
        assertThat(run.err()).isEmpty();
        return new ObjectMapper().readTree(run.out());
    }

    private static Socket session() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stockade.port("relay"));
        socket.setSoTimeout(15_000);
        socket.getOutputStream().write("GET 10\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(socket.getInputStream().readNBytes(10)).hasSize(10);
        return socket;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sessions",
                "services",
                "zones",
                "rules",
                "listeners",
                "proxies",
                "generations",
                "policy show",
                "lb"
            })
    void everyListShouldComeAsTextAndAsJson(String command) throws Exception {
        String[] words = command.split(" ");

        assertThat(stockade.ctl(words).exit()).isZero();
        assertThat(stockade.ctl(words).out()).isNotBlank();
        assertThat(json(words).isContainerNode()).isTrue();
    }

    @Test
    void sessionShouldBeListedShownAndKilled() throws Exception {
        try (Socket socket = session()) {
            String id = json("sessions").get(0).get("id").asText();
            assertThat(id).matches("\\(edge/relay:\\d+\\)");
            String plain = id.substring("(edge/".length(), id.length() - 1);

            assertThat(stockade.ctl("session", plain).out()).contains("edge/" + plain + "/plain");
            assertThat(stockade.ctl("kill", plain).exit()).isZero();
            await().untilAsserted(() -> assertThat(json("sessions")).isEmpty());
            assertThat(stockade.log("core.summary"))
                    .anyMatch(
                            line -> line.contains(id) && line.contains("killed by the operator ("));
        }
    }

    @Test
    void tapShouldBePutInShownAndTakenOut() throws Exception {
        try (Socket socket = session()) {
            String id = json("sessions").get(0).get("id").asText();
            Run run = stockade.ctl("stack", id, "tap", "--seconds", "50", "--bytes", "100000");
            assertThat(run.out())
                    .startsWith(
                            "tapping " + id.replace(")", "/plain)") + " for 50 s or 100000 bytes");
            assertThat(stockade.ctl("session", id).out()).contains(" of 100000 bytes  ");
            JsonNode node = json("session", id).get("children").get(0);
            assertThat(node.get("verdict").asText()).isEqualTo("ACCEPTED");
            assertThat(node.get("bundle").asText()).startsWith("org.stockade.proxy-plain ");
            assertThat(node.get("taps").get(0).get("limit").asLong()).isEqualTo(100_000);

            Run twice = stockade.ctl("stack", id, "tap");
            assertThat(twice.exit()).isEqualTo(1);
            assertThat(twice.err()).contains("has a tap already").hasLineCount(1);
            assertThat(stockade.ctl("unstack", id, "tap").out()).contains(" is out: ");
            Run none = stockade.ctl("unstack", id, "tap");
            assertThat(none.exit()).isEqualTo(1);
            assertThat(none.err()).endsWith(" has no tap\n").hasLineCount(1);
            assertThat(stockade.ctl("audit", "show", "4").out()).contains(" stack ", " unstack ");
        }
    }

    @Test
    void tapOfNobodyOrOutOfRangeShouldBeOneClearLine() throws Exception {
        Run unknown = stockade.ctl("stack", "relay:9999", "tap");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).isEqualTo("no live session or node relay:9999\n");
        Run tooLong = stockade.ctl("stack", "relay:9999", "tap", "--seconds", "9999");
        assertThat(tooLong.exit()).isEqualTo(2);
        assertThat(tooLong.err()).isEqualTo("tap: seconds 9999 is out of range; use 1 to 3600\n");
    }

    @Test
    void healthShouldNameEachCheckAndFindNothingCriticalInTheProduct() throws Exception {
        Run run = stockade.ctl("health");

        assertThat(run.exit()).as(run.out()).isZero();
        assertThat(run.out())
                .containsPattern("(?m)^firewall +OK")
                .containsPattern("(?m)^shells +OK");
        assertThat(json("health").findValuesAsText("name"))
                .contains("firewall", "generations", "proxies", "resources");
    }

    @Test
    void unknownSessionShouldBeOneClearLineAndStatusOne() throws Exception {
        Run run = stockade.ctl("kill", "relay:9999");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("no live session relay:9999\n");
    }

    @Test
    void explainShouldNameRuleServiceAndBundle() throws Exception {
        assertThat(stockade.ctl("explain", "relay", "127.0.0.1").out())
                .contains("rule")
                .contains("service relay")
                .contains("org.stockade.proxy-plain")
                .contains("accepted");
        assertThat(stockade.ctl("explain", "relay", "192.0.2.1").out())
                .contains("refused")
                .contains("no rule matches");
    }

    @Test
    void zoneOfAnAddressShouldBeTheMostSpecific() throws Exception {
        assertThat(stockade.ctl("zone", "127.0.0.1").out()).contains("office");
        assertThat(stockade.ctl("zone", "192.0.2.1").out()).contains("world");
    }

    @Test
    void wrongPolicyShouldChangeNothingAndAGoodOneShouldServeAtOnce() throws Exception {
        Path wrong =
                Files.writeString(
                        folder.resolve("wrong.yaml"),
                        policy.replace("proxy: plain", "proxy: plain, x: 1"));
        Path other = Files.writeString(folder.resolve("other.yaml"), policy + "# changed\n");

        assertThat(stockade.ctl("policy", "check", wrong.toString()).exit()).isEqualTo(1);
        Run refused = stockade.ctl("policy", "load", wrong.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out() + refused.err())
                .contains("wrong.yaml:6:")
                .contains("unknown key \"x\"");
        session().close();

        try (Socket before = session()) {
            assertThat(stockade.ctl("policy", "load", other.toString()).exit()).isZero();
            assertThat(stockade.ctl("policy", "show").out()).contains("# changed");
            session().close();
            before.getOutputStream().write("GET 10\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(before.getInputStream().readNBytes(10)).hasSize(10);
        }
    }

    @Test
    void bundlesShouldBeInstalledStartedStoppedUpdatedAndUninstalled() throws Exception {
        String jar = Places.example("text-censor").toString();
        assertThat(stockade.ctl("install", jar).exit()).isZero();
        String id = "";
        for (JsonNode bundle : json("lb")) {
            if (bundle.get("name").asText().equals("org.stockade.text-censor")) {
                id = bundle.get("id").asText();
            }
        }
        assertThat(stockade.ctl("start", id).exit()).isZero();
        assertThat(stockade.ctl("proxies").out()).contains("line-censor");
        assertThat(stockade.ctl("update", id, jar).exit()).isZero();
        assertThat(stockade.ctl("stop", id).exit()).isZero();
        assertThat(stockade.ctl("uninstall", id).exit()).isZero();
        assertThat(stockade.ctl("lb").out()).doesNotContain("org.stockade.text-censor ");

        // Two versions of it have served, and nothing of either is left.
        Run check = stockade.ctl("generations", "check");
        assertThat(check.out()).matches("unloaded (\\d+) of \\1 copies\n");
        assertThat(check.exit()).isZero();
        JsonNode unloads = json("generations", "check");
        assertThat(unloads.get("collected").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(unloads.get("held")).isEmpty();
    }

    @Test
    void socketShouldBeItsOwnersAlone() throws Exception {
        Path socket = folder.resolve("state").resolve("control.sock");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void withoutAnInstanceThereShouldBeOneClearLine() throws Exception {
        Run run =
                Run.of(
                        Stockade.script(),
                        "ctl",
                        "--state",
                        folder.resolve("nobody").toString(),
                        "sessions");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("no instance is running in").hasLineCount(1);
    }
}
