package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Stockade;

/** {@code policy replay} on sessions that clients of other programs had, with the real product. */
class ReplayIT {
    private static final String OFFICE = "127.0.0.7";
    private static final String GUEST = "127.128.0.7";
    private static final String STRANGER = "127.64.0.7";

    @TempDir static Path folder;

    private static PatternServer server;
    private static Stockade stockade;
    private static String policy;

    /** Five sessions: the office by both listeners, a guest refused, served, and a stranger. */
    @BeforeAll
    static void haveSessions() throws IOException, InterruptedException {
        server = new PatternServer();
        policy =
                """
                stockade: 1
                name: edge
                zones:
                  here: { subnets: [127.0.0.0/8] }
                  office: { subnets: [127.0.0.0/16] }
                  guests: { subnets: [127.128.0.0/9] }
                listeners:
                  relay: { bind: ["127.0.0.1:0"] }
                  surf: { bind: ["127.0.0.1:0"] }
                services:
                  relay: { proxy: plain, router: { direct: ["127.0.0.1:%1$d"] } }
                  other: { proxy: plain, router: { direct: ["127.0.0.1:%1$d"] } }
                  web: { proxy: http, with: { requests: { GET: accept }, ports: any }, router: inband }
                rules:
                  - { id: 1, listener: relay, from-zone: office, service: relay }
                  - { id: 2, listener: relay, from-zone: guests, deny: true }
                  - { id: 3, listener: surf, from-zone: office, service: web }
                  - { id: 4, listener: surf, from-zone: guests, service: web }
                """
                        .formatted(server.port());
        stockade = Stockade.run(folder, policy);
        assertThat(plain(OFFICE)).isEqualTo(10);
        assertThat(plain(GUEST)).isZero();
        assertThat(plain(STRANGER)).isZero();
        assertThat(curl(OFFICE)).isEqualTo("200");
        assertThat(curl(GUEST)).isEqualTo("200");
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (stockade != null) {
            stockade.close();
        }
        server.close();
    }

    /** Bytes that a client of this address gets of ten that it asks for; it ends in order. */
    private static int plain(String from) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", stockade.port("relay")), 15_000);
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write("GET 10\n\n".getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return socket.getInputStream().readAllBytes().length;
        } catch (IOException reset) {
            return 0;
        }
    }

    private static String curl(String from) throws IOException, InterruptedException {
        Run run =
                Run.of(
                        "curl",
                        "-s",
                        "-o",
                        folder.resolve("body").toString(),
                        "-w",
                        "%{http_code}",
                        "--interface",
                        from,
                        "--proxy",
                        "http://" + stockade.address("surf"),
                        "http://127.0.0.1:" + server.port() + "/10");
        return run.out();
    }

    private static Run replay(String candidate, String... options)
            throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("new.yaml"), candidate);
        String[] words = new String[3 + options.length];
        words[0] = "policy";
        words[1] = "replay";
        words[2] = file.toString();
        System.arraycopy(options, 0, words, 3, options.length);
        return stockade.ctl(words);
    }

    private static String lines(Run run) {
        assertThat(run.err()).isEmpty();
        return run.out().replaceAll("(?m)^note: .*\n", "");
    }

    @Test
    void candidateThatChangesNothingShouldSaySo() throws Exception {
        Run run = replay(policy + "# the same\n", "--since", "1d");
        assertThat(run.exit()).as(run.out()).isZero();
        assertThat(lines(run))
                .isEqualTo(
                        "5 sessions of the last 24 h: 5 as before, 0 would be refused, 0 would be"
                                + " permitted, 0 other service, 0 other target, 0 refused in another"
                                + " way\n");
    }

    @Test
    void onlySessionsThatWouldBeOtherwiseShouldBePrintedWithWhatWouldChange() throws Exception {
        Run run =
                replay(
                        policy.replace(
                                        "from-zone: office, service: relay",
                                        "from-zone: office, service: other")
                                .replace(
                                        "from-zone: guests, deny: true",
                                        "from-zone: guests, service: relay")
                                .replace(
                                        "from-zone: guests, service: web",
                                        "from-zone: guests, deny: true"));
        assertThat(run.exit()).isEqualTo(1);
        String to = "127.0.0.1:" + server.port();
        assertThat(
                        lines(run)
                                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                                .replaceAll("(127[.0-9]+):\\d+ ->", "$1 ->"))
                .isEqualTo(
                        """
                        1 would be refused: service web (rule 4) -> refused by rule 4
                            TIME  surf  127.128.0.7 -> %1$s, server %3$s
                        1 would be permitted: refused by rule 2 -> service relay (rule 2) to %3$s
                            TIME  relay  127.128.0.7 -> %2$s
                        1 other service: service relay (rule 1) -> service other (rule 1)
                            TIME  relay  127.0.0.7 -> %2$s, server %3$s
                        5 sessions of the last 24 h: 2 as before, 1 would be refused, 1 would be permitted, 1 other service, 0 other target, 0 refused in another way
                        """
                                .formatted(
                                        stockade.address("surf"), stockade.address("relay"), to));
    }

    @Test
    void otherTargetShouldBeToldWithBoth() throws Exception {
        String to = "127.0.0.1:" + server.port();
        Run run =
                replay(
                        policy.replace(
                                "relay: { proxy: plain, router: { direct: [\"" + to,
                                "relay: { proxy: plain, router: { direct: [\"127.0.0.1:9"));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(lines(run))
                .startsWith(
                        "1 other target: service relay (rule 1) to "
                                + to
                                + " -> service relay (rule 1) to 127.0.0.1:9\n")
                .contains("4 as before", "1 other target");
        JsonNode report =
                new ObjectMapper()
                        .readTree(
                                stockade.ctl(
                                                "--json",
                                                "policy",
                                                "replay",
                                                folder.resolve("new.yaml").toString())
                                        .out());
        assertThat(report.get("sessions").asInt()).isEqualTo(5);
        assertThat(report.get("changes")).hasSize(1);
        assertThat(report.get("changes").get(0).get("examples").get(0).get("client").asText())
                .startsWith(OFFICE + ":");
    }

    @Test
    void brokenCandidateShouldGetItsErrorsAndChangeNothing() throws Exception {
        Run run = replay(policy.replace("service: web }", "service: wab }"));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out() + run.err())
                .contains("new.yaml:17:", "unknown service \"wab\"; did you mean \"web\"?")
                .doesNotContain("sessions of the last");
        assertThat(stockade.ctl("policy", "show").out()).isEqualTo(policy);
        assertThat(stockade.ctl("audit", "show", "9").out()).doesNotContain("replay");
    }

    @Test
    void timeThatHoldsNoSessionShouldBeRefusedOrEmpty() throws Exception {
        Run wrong = replay(policy, "--since", "yesterday");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("\"yesterday\" is not a time; use 90s, 30m, 12h or 7d");
    }
}
