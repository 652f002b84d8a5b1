package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.itests.peers.EchoServer;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Signer;
import org.stockade.itests.peers.Stockade;

/** A policy that lets in signed bundles alone, and every way by which others might come in. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignedDeploymentIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir static Path folder;

    private static Path deploy;
    private static Path signed;
    private static EchoServer echo;
    private static Stockade stockade;

    @BeforeAll
    static void start() throws Exception {
        deploy = Files.createDirectories(folder.resolve("deploy"));
        Signer signer = Signer.make(folder.resolve("signer"));
        signed = Files.copy(Places.example("text-censor"), folder.resolve("signed.jar"));
        signer.sign(signed);
        // There before the engine has read its policy.
        Files.copy(Places.example("text-censor"), deploy.resolve("censor.jar"));
        echo = EchoServer.start();
        stockade =
                Stockade.run(
                        folder,
                        """
                        stockade: 1
                        name: edge
                        deployment: { require-signed: true, trusted: [%s] }
                        listeners:
                          chat: { bind: ["127.0.0.1:0"] }
                          relay: { bind: ["127.0.0.1:0"] }
                        services:
                          chat:
                            proxy: text
                            router: { direct: ["127.0.0.1:%2$d"] }
                            with: { censor: { proxy: line-censor, with: { words: [secret] } } }
                          relay: { proxy: plain, router: { direct: ["127.0.0.1:%2$d"] } }
                        rules:
                          - { listener: chat, service: chat }
                          - { listener: relay, service: relay }
                        """
                                .formatted(signer.certificate(), echo.port()),
                        "--deploy",
                        deploy.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        if (stockade != null) {
            stockade.close();
        }
        echo.close();
    }

    private static String say(String listener, String text) {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), stockade.port(listener))) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException refused) {
            return "";
        }
    }

    private static void drop(Path jar) throws IOException {
        Path aside = Files.copy(jar, folder.resolve("a.part"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(
                aside,
                deploy.resolve("censor.jar"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** What {@code lb} says of a bundle: id and location. */
    private static String[] bundle(String mark) throws Exception {
        return stockade.ctl("lb")
                .out()
                .lines()
                .filter(line -> line.contains(mark))
                .map(line -> line.strip().split(" +"))
                .map(words -> new String[] {words[0], words[words.length - 1]})
                .findFirst()
                .orElseThrow();
    }

    /** The framework's own command, which knows nothing of our rules. */
    private static void updateByFramework(String mark, String example) throws Exception {
        Run done =
                stockade.ctl(
                        "felix:update ($.context getBundle \""
                                + bundle(mark)[1]
                                + "\") \""
                                + Places.example(example).toUri()
                                + "\"");
        assertThat(done.exit()).as(done.err()).isZero();
    }

    @Test
    @Order(1)
    void unsignedJarOfTheFolderShouldNotBeInstalledEvenAtTheStart() throws Exception {
        assertThat(stockade.log("deploy.refused"))
                .singleElement()
                .asString()
                .contains("file='censor.jar'", "what='it is not signed'");
        assertThat(stockade.ctl("lb").out()).doesNotContain("censor.jar");
        assertThat(say("chat", "a secret\r\n")).isEmpty();
    }

    @Test
    @Order(2)
    void bundlesOfTheDistributionShouldServeUnsigned() {
        assertThat(say("relay", "hello\r\n")).isEqualTo("hello\r\n");
    }

    @Test
    @Order(3)
    void signedJarShouldServe() throws Exception {
        drop(signed);
        await().atMost(LONG).until(() -> say("chat", "a secret\r\n").equals("a ******\r\n"));
    }

    @Test
    @Order(4)
    void commandsShouldNotLetUnsignedBundlesIn() throws Exception {
        String unsigned = Places.example("text-censor").toString();
        Run install = stockade.ctl("install", unsigned);
        assertThat(install.exit()).isEqualTo(1);
        assertThat(install.err()).contains("the policy lets in signed bundles alone");
        Run update = stockade.ctl("update", bundle("censor.jar")[0], unsigned);
        assertThat(update.exit()).isEqualTo(1);
        assertThat(update.err()).contains("it is not signed");
        assertThat(stockade.ctl("update", bundle("censor.jar")[0], signed.toString()).exit())
                .isZero();
        assertThat(say("chat", "a secret\r\n")).isEqualTo("a ******\r\n");
    }

    @Test
    @Order(5)
    void updateByTheFrameworksOwnShellShouldLeaveThePreviousCopyServing() throws Exception {
        updateByFramework("censor.jar", "text-censor");
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(stockade.ctl("proxies").out())
                                        .contains("refused: the policy lets in signed bundles"));
        assertThat(say("chat", "a secret\r\n")).isEqualTo("a ******\r\n");
        assertThat(stockade.log("core.revision-failed")).isNotEmpty();
    }

    @Test
    @Order(6)
    void bundleOfTheDistributionShouldNeedASignatureOnceItIsUpdated() throws Exception {
        String plain = bundle("org.stockade.proxy-plain")[0];
        updateByFramework("org.stockade.proxy-plain", "page-inspector");
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(stockade.log("core.revision-failed"))
                                        .anyMatch(line -> line.contains("(bundle " + plain)));
        assertThat(say("relay", "hello\r\n")).isEqualTo("hello\r\n");
    }

    @Test
    @Order(7)
    void everyActShouldBeInTheAuditLogWithWhoDidIt() throws Exception {
        String user = System.getProperty("user.name");
        String shown = stockade.ctl("audit", "show", "100").out();
        assertThat(shown).containsPattern("launcher +start-up");
        assertThat(shown).containsPattern("launcher +policy-load");
        assertThat(shown).containsPattern("deploy-folder +install .*it is not signed");
        assertThat(shown).containsPattern("deploy-folder +install .*ok");
        assertThat(shown).containsPattern(user + " +install .*signed bundles alone");
        assertThat(shown).containsPattern(user + " +command +felix:update");
        assertThat(shown).containsPattern("framework +update ");
        Run verified = stockade.ctl("audit", "verify");
        assertThat(verified.exit()).isZero();
        assertThat(verified.out())
                .matches("audit log: \\d+ records, chain whole, head [0-9a-f]{64}\\s*");
    }

    private static Run check(Path jar) throws Exception {
        Path place = Files.createDirectories(folder.resolve("checked"));
        Files.copy(jar, place.resolve("censor.jar"), StandardCopyOption.REPLACE_EXISTING);
        return Run.of(
                Stockade.script(),
                "check",
                "--deploy",
                place.toString(),
                folder.resolve("edge.yaml").toString());
    }

    @Test
    @Order(8)
    void checkShouldRunNoCodeThatThePolicyWouldNotLetIn() throws Exception {
        Run unsigned = check(Places.example("text-censor"));
        assertThat(unsigned.exit()).as(unsigned.err()).isZero();
        assertThat(unsigned.err())
                .contains("what='it is not signed'", "proxy \"text\" is not there");

        Run trusted = check(signed);
        assertThat(trusted.exit()).as(trusted.err()).isZero();
        assertThat(trusted.err()).doesNotContain("is not there");
    }
}
