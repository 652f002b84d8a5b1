package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.itests.peers.EchoServer;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Signer;
import org.stockade.itests.peers.Stockade;

/** Policies that change who may deploy, loaded while an unsigned bundle serves. */
class DeploymentRulesIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String ANYBODY = "{ require-signed: false }";

    @TempDir Path folder;

    private EchoServer echo;
    private Signer signer;
    private String signedAlone;
    private Stockade stockade;

    @BeforeEach
    void start() throws Exception {
        Path deploy = Files.createDirectories(folder.resolve("deploy"));
        Files.copy(Places.example("text-censor"), deploy.resolve("censor.jar"));
        signer = Signer.make(folder.resolve("signer"));
        signedAlone = "{ require-signed: true, trusted: [" + signer.certificate() + "] }";
        echo = EchoServer.start();
        stockade = Stockade.run(folder, policy(ANYBODY, 0), "--deploy", deploy.toString());
    }

    @AfterEach
    void stop() throws Exception {
        if (stockade != null) {
            stockade.close();
        }
        echo.close();
    }

    private String policy(String deployment, int spare) {
        return """
                stockade: 1
                name: edge
                deployment: %s
                listeners:
                  chat: { bind: ["127.0.0.1:0"] }
                  spare: { bind: ["127.0.0.1:%d"] }
                services:
                  chat:
                    proxy: text
                    router: { direct: ["127.0.0.1:%d"] }
                    with: { censor: { proxy: line-censor, with: { words: [secret] } } }
                rules:
                  - { service: chat }
                """
                .formatted(deployment, spare, echo.port());
    }

    private Run load(String deployment, int spare) throws Exception {
        Path file = folder.resolve("next.yaml");
        Files.writeString(file, policy(deployment, spare));
        return stockade.ctl("policy", "load", file.toString());
    }

    private void loads(String deployment) throws Exception {
        Run loaded = load(deployment, 0);
        assertThat(loaded.exit()).as(loaded.out() + loaded.err()).isZero();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stockade.port("chat"));
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static String exchange(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return new String(
                socket.getInputStream().readNBytes(text.length()), StandardCharsets.ISO_8859_1);
    }

    /** What comes back on a connection of its own; nothing where it is refused. */
    private String say(String text) {
        try (Socket socket = connect()) {
            return exchange(socket, text);
        } catch (IOException refused) {
            return "";
        }
    }

    private String proxies() throws Exception {
        return stockade.ctl("proxies").out();
    }

    @Test
    void stricterRulesShouldKeepAnUnsignedBundleFromNewSessionsAndLetLiveOnesFinish()
            throws Exception {
        try (Socket live = connect()) {
            assertThat(exchange(live, "a secret\r\n")).isEqualTo("a ******\r\n");

            loads(signedAlone);

            assertThat(say("a secret\r\n")).isEmpty();
            assertThat(proxies()).contains("refused: the policy lets in signed bundles alone");
            assertThat(stockade.ctl("health").out())
                    .contains("censor.jar: it is not signed; no session gets its proxies");
            assertThat(stockade.log("core.summary"))
                    .anyMatch(
                            line ->
                                    line.contains(
                                            "\"text\" is not there: refused: the policy lets in"
                                                    + " signed bundles alone; it is not signed"));
            assertThat(exchange(live, "my secret\r\n")).isEqualTo("my ******\r\n");
        }

        loads(ANYBODY);

        await().atMost(LONG).until(() -> say("a secret\r\n").equals("a ******\r\n"));
    }

    @Test
    void stricterRulesShouldLetASignedBundleServeOn() throws Exception {
        Path signed = Files.copy(Places.example("text-censor"), folder.resolve("signed.jar"));
        signer.sign(signed);
        String id =
                stockade.ctl("lb")
                        .out()
                        .lines()
                        .filter(line -> line.contains("censor.jar"))
                        .map(line -> line.strip().split(" +")[0])
                        .findFirst()
                        .orElseThrow();
        assertThat(stockade.ctl("update", id, signed.toString()).exit()).isZero();

        loads(signedAlone);

        assertThat(say("a secret\r\n")).isEqualTo("a ******\r\n");
    }

    @Test
    void policyThatIsRefusedShouldLeaveTheRulesOfDeploymentAsTheyWere() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run refused = load(signedAlone, taken.getLocalPort());

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.out()).contains(":" + taken.getLocalPort());
        }
        await().atMost(LONG).until(() -> say("a secret\r\n").equals("a ******\r\n"));
        assertThat(proxies()).doesNotContain("refused");
        assertThat(stockade.ctl("install", Places.example("page-inspector").toString()).exit())
                .isZero();
    }

    @Test
    void certificateThatCannotBeReadShouldChangeNothing() throws Exception {
        Run refused = load("{ require-signed: true, trusted: [" + folder + "/no-such.pem] }", 0);

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).contains("no-such.pem");
        assertThat(say("a secret\r\n")).isEqualTo("a ******\r\n");
    }
}
