package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Stockade;

/** Changing the policy and taking the change back, as an operator does it. */
class PolicyChangesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path folder;

    private PatternServer server;
    private Stockade stockade;

    @BeforeEach
    void serve() throws IOException {
        server = new PatternServer();
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (stockade != null) {
            stockade.close();
        }
        server.close();
    }

    private String policy(int maxSessions) {
        return """
                stockade: 1
                name: edge
                listeners: { relay: { bind: ["127.0.0.1:0"] } }
                services:
                  relay: { proxy: plain, max-sessions: %d, router: { direct: ["127.0.0.1:%d"] } }
                rules: [{ listener: relay, service: relay }]
                """
                .formatted(maxSessions, server.port());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("new.yaml"), text);
    }

    private Run policy(String... words) throws IOException, InterruptedException {
        String[] all = new String[words.length + 1];
        all[0] = "policy";
        System.arraycopy(words, 0, all, 1, words.length);
        return stockade.ctl(all);
    }

    private void fine(String... words) throws IOException, InterruptedException {
        Run run = policy(words);
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }

    private String shown() throws IOException, InterruptedException {
        return policy("show").out();
    }

    private Socket session() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stockade.port("relay"));
        socket.setSoTimeout(15_000);
        ask(socket);
        return socket;
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream().write("GET 10\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(socket.getInputStream().readNBytes(10)).hasSize(10);
    }

    @Test
    void commitShouldGoBackConfirmedStayAndRollbackUndo() throws Exception {
        stockade = Stockade.run(folder, policy(1));
        String file = write(policy(2)).toString();
        assertThat(policy("diff", file).out()).isEqualTo("~ services.relay.max-sessions: 1 -> 2\n");

        fine("commit", file, "--confirm", "5");
        assertThat(shown()).contains("max-sessions: 2", "goes back in");
        assertThat(policy("load", file).out()).contains("has committed");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shown()).contains("max-sessions: 1"));
        assertThat(stockade.log("core.policy-taken-back")).hasSize(1);

        fine("commit", file, "--confirm", "3600");
        fine("confirm");
        fine("rollback");
        assertThat(shown()).isEqualTo(policy(1));
        JsonNode history =
                new ObjectMapper().readTree(stockade.ctl("--json", "policy", "history").out());
        assertThat(history.findValuesAsText("kind"))
                .containsExactly("rollback", "confirm", "commit", "expired", "commit", "start");
        assertThat(history.findValuesAsText("user")).containsOnly(System.getProperty("user.name"));
        assertThat(stockade.ctl("audit", "show").out())
                .contains("policy-commit", "policy-confirm", "policy-rollback")
                .containsPattern("firewall +policy-expired +the commit of .* back from 2 to ")
                .doesNotContain("policy-history", "policy-diff");
    }

    // Somebody else has taken a port of the policy of before.
    @Test
    void commitThatCannotGoBackShouldBeOnRecordOnceAndGoBackWhenItCan() throws Exception {
        int port = Places.freePort();
        String before =
                policy(1).replace("\"127.0.0.1:0\"", "\"127.0.0.1:0\", \"127.0.0.1:" + port + "\"");
        stockade = Stockade.run(folder, before);
        fine("commit", write(policy(2)).toString(), "--confirm", "5");
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(stockade.log("core.policy-not-taken-back"))
                                            .hasSizeGreaterThan(1));
            assertThat(taken.isBound()).isTrue();
            assertThat(shown()).contains("max-sessions: 2", "cannot go back yet");
            assertThat(stockade.ctl("health").out()).contains("cannot go back yet");
            assertThat(policy("history").out())
                    .containsOnlyOnce(" not-taken-back ")
                    .containsPattern("cannot go back from 2: listener .*:" + port + ".* in use");
            assertThat(stockade.ctl("audit", "show", "9").out())
                    .containsOnlyOnce(" policy-not-taken-back ")
                    .containsPattern("firewall +policy-not-taken-back +the commit of ")
                    .doesNotContain("policy-expired");
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown()).isEqualTo(before));
        assertThat(stockade.ctl("audit", "show", "9").out()).containsOnlyOnce(" policy-expired ");
    }

    @Test
    void startTooLateShouldGoBackToPolicyAndBundlesAndStayThere() throws Exception {
        Path deploy = Files.createDirectories(folder.resolve("deploy"));
        Path jar = Files.copy(Places.example("text-censor"), deploy.resolve("censor.jar"));
        String[] options = {"--deploy", deploy.toString()};
        stockade = Stockade.run(folder, policy(1), options);
        String old = censor();

        Path file = Files.writeString(folder.resolve("edge.yaml"), policy(2));
        fine("commit", file.toString(), "--confirm", "5");
        Instant deadline = Instant.now().plusSeconds(5);
        asVersion2(jar);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(censor()).contains(" 2.0.0"));
        stockade.process().destroyForcibly().waitFor();
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(deadline));

        for (int start = 0; start < 2; start++) {
            stockade = Stockade.run(folder, policy(2), options);
            assertThat(stockade.ready()).contains("(last good policy of ", "edge.yaml is not in");
            assertThat(shown()).contains("max-sessions: 1");
            assertThat(censor()).isEqualTo(old);
            assertThat(stockade.log("core.bundle-taken-back")).hasSize(1);
            // Once, though it was the start that went back, and after another start still.
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(stockade.ctl("audit", "show", "99").out())
                                            .containsOnlyOnce(" policy-expired "));
            assertThat(stockade.ctl("audit", "verify").exit()).isZero();
            session().close();
            stockade.process().destroyForcibly().waitFor();
        }

        // Whoever loads it, and touches the jar, means them.
        stockade = Stockade.run(folder, policy(2), options);
        fine("load", file.toString());
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(2)));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(censor()).contains(" 2.0.0"));
        await().atMost(PATIENCE)
                .until(
                        () ->
                                !Files.exists(
                                        folder.resolve(
                                                "state/policy/bundles-held-back.properties")));
        stockade.process().destroyForcibly().waitFor();
        stockade = Stockade.run(folder, policy(2), options);
        assertThat(shown()).isEqualTo(policy(2));
        assertThat(censor()).contains(" 2.0.0");
    }

    @Test
    void startInTimeShouldKeepWhatWasCommittedForTheRest() throws Exception {
        stockade = Stockade.run(folder, policy(1));
        Path file = Files.writeString(folder.resolve("edge.yaml"), policy(2));
        fine("commit", file.toString(), "--confirm", "600");
        stockade.process().destroyForcibly().waitFor();

        stockade = Stockade.run(folder, policy(2));

        assertThat(shown()).contains("max-sessions: 2", "goes back in");
        fine("rollback");
        assertThat(shown()).isEqualTo(policy(1));
    }

    @Test
    void brokenFileShouldStartTheLastGoodPolicyLoudlyOrNothing() throws Exception {
        stockade = Stockade.run(folder, policy(1));
        assertThat(stockade.terminate()).isZero();

        stockade = Stockade.run(folder, policy(1).replace("plain,", "plain, a: 1, b: 2,"));
        assertThat(stockade.ready()).contains("(last good policy of ", "edge.yaml is not in force");
        assertThat(stockade.log())
                .contains("unknown key \"a\"", "unknown key \"b\"", "core.policy-fallback");
        assertThat(stockade.ctl("health").out()).contains("edge.yaml is not in force");
        session().close();
        assertThat(stockade.terminate()).isZero();

        Run none =
                Run.of(
                        Stockade.script(),
                        "run",
                        "--policy",
                        folder.resolve("edge.yaml").toString(),
                        "--state",
                        folder.resolve("state").toString(),
                        "--fallback",
                        "none");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).contains("unknown key \"a\"");
    }

    // A wrong file must leave both the policy and the way to mend it.
    @Test
    void unreadableHalfWrittenAndVanishedFilesShouldChangeNothing() throws Exception {
        stockade = Stockade.run(folder, policy(1));
        String whole = policy(2);
        for (int length = 1; length < whole.length() - 1; length += whole.length() / 8) {
            Run run = policy("load", write(whole.substring(0, length)).toString());
            assertThat(run.exit()).as(run.out()).isEqualTo(1);
        }
        Files.delete(folder.resolve("new.yaml"));
        assertThat(policy("load", folder.resolve("new.yaml").toString()).err())
                .contains("does not exist");
        assertThat(policy("commit", folder.toString(), "--confirm", "9").err())
                .contains("is a directory");
        Files.write(folder.resolve("new.yaml"), new byte[] {(byte) 0xff, 0, 1});
        assertThat(policy("load", folder.resolve("new.yaml").toString()).err())
                .contains("is not UTF-8");
        Files.delete(folder.resolve("edge.yaml"));

        assertThat(shown()).isEqualTo(policy(1));
        session().close();
        fine("load", write(whole).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "portable"})
    void unchangedListenerShouldKeepItsSocketWhileOthersComeAndGo(String transport)
            throws Exception {
        String base = policy(9) + "transport: " + transport + "\n";
        stockade = Stockade.run(folder, base);
        Set<String> sockets = sockets(stockade.port("relay"));
        assertThat(sockets).isNotEmpty();
        int added = Places.freePort();
        String more =
                base.replace(
                        "relay: { bind: [\"127.0.0.1:0\"] }",
                        "relay: { bind: [\"127.0.0.1:0\"] }, more: { bind: [\"127.0.0.1:"
                                + added
                                + "\"] }");
        try (Socket live = session()) {
            try (ServerSocket taken =
                    new ServerSocket(added, 1, InetAddress.getLoopbackAddress())) {
                Run refused = policy("load", write(more).toString());
                assertThat(refused.out()).contains("listener \"more\"", "in use");
                assertThat(refused.exit()).isEqualTo(1);
                assertThat(taken.isBound()).isTrue();
            }
            assertThat(sockets(stockade.port("relay"))).isEqualTo(sockets);
            assertThat(shown()).isEqualTo(base);

            fine("load", write(more).toString());
            new Socket(InetAddress.getLoopbackAddress(), added).close();
            assertThat(sockets(stockade.port("relay"))).isEqualTo(sockets);

            fine("load", write(base).toString());
            assertThat(sockets(added)).isEmpty();
            assertThat(sockets(stockade.port("relay"))).isEqualTo(sockets);
            ask(live);
            session().close();
        }
    }

    /** Inodes of the sockets that listen on a port, as the kernel has them: proc(5). */
    private Set<String> sockets(int port) throws IOException {
        String local = String.format(Locale.ROOT, "0100007F:%04X", port);
        Set<String> inodes = new TreeSet<>();
        Path table = Path.of("/proc", Long.toString(pid()), "net", "tcp");
        for (String line : Files.readAllLines(table)) {
            String[] words = line.strip().split(" +");
            if (words[1].equals(local) && words[3].equals("0A")) {
                inodes.add(words[9]);
            }
        }
        return inodes;
    }

    private long pid() {
        return stockade.process().pid();
    }

    private String censor() throws IOException, InterruptedException {
        return stockade.ctl("proxies")
                .out()
                .lines()
                .filter(line -> line.startsWith("line-censor"))
                .findFirst()
                .orElse("");
    }

    /** The same bundle of a later version, in its place at once. */
    private void asVersion2(Path jar) throws IOException {
        Path fresh = Files.copy(jar, folder.resolve("fresh.jar"));
        try (FileSystem zip = FileSystems.newFileSystem(fresh)) {
            Path manifest = zip.getPath("META-INF/MANIFEST.MF");
            String text = Files.readString(manifest);
            Files.writeString(
                    manifest, text.replaceFirst("Bundle-Version: .*", "Bundle-Version: 2.0.0"));
        }
        Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
    }
}
