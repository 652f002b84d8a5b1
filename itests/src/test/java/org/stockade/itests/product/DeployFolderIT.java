package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Stockade;

/**
 * The examples as a third party would deploy them: dropped in, taken out, put back while it runs.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeployFolderIT {
    private static final String CENSOR = "censor.jar";

    @TempDir static Path folder;

    private static Path deploy;
    private static ServerSocket echo;
    private static ServerSocket web;
    private static Stockade stockade;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        deploy = Files.createDirectories(folder.resolve("deploy"));
        echo = serve(DeployFolderIT::echo);
        web = serve(DeployFolderIT::page);
        stockade =
                Stockade.run(
                        folder,
                        """
                        stockade: 1
                        name: edge
                        listeners:
                          chat: { bind: ["127.0.0.1:0"] }
                          deep: { bind: ["127.0.0.1:0"] }
                          relay: { bind: ["127.0.0.1:0"] }
                          web: { bind: ["127.0.0.1:0"] }
                        services:
                          chat:
                            proxy: text
                            router: { direct: ["127.0.0.1:%1$d"] }
                            with: { censor: { proxy: line-censor, with: { words: [secret] } } }
                          deep:
                            proxy: plain
                            router: { direct: ["127.0.0.1:%1$d"] }
                            with:
                              stack-proxy:
                                proxy: text
                                with: { censor: { proxy: line-censor, with: { words: [secret] } } }
                          relay: { proxy: plain, router: { direct: ["127.0.0.1:%1$d"] } }
                          web-in:
                            proxy: http
                            router: { direct: ["127.0.0.1:%2$d"] }
                            with:
                              requests: { GET: accept }
                              response-bodies:
                                text/html: { proxy: page-inspector, with: { words: [secret] }, hold: verdict }
                        rules:
                          - { listener: chat, service: chat }
                          - { listener: deep, service: deep }
                          - { listener: relay, service: relay }
                          - { listener: web, service: web-in }
                        """
                                .formatted(echo.getLocalPort(), web.getLocalPort()),
                        "--deploy",
                        deploy.toString());
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (stockade != null) {
            stockade.close();
        }
        echo.close();
        web.close();
    }

    @Test
    @Order(1)
    void sessionsOfAServiceWhoseProxyIsNotThereShouldBeRefusedWithARecord() throws Exception {
        assertThat(say("chat", "hello\r\n")).isEmpty();
        await().untilAsserted(
                        () ->
                                assertThat(stockade.log("core.summary"))
                                        .anyMatch(
                                                line ->
                                                        line.contains("(edge/chat:0)")
                                                                && line.contains(
                                                                        "proxy \"text\" is not there")));
        assertThat(say("relay", "hello\r\n")).isEqualTo("hello\r\n");
    }

    @Test
    @Order(2)
    void droppedInJarShouldServeNewSessionsWithoutARestart() throws Exception {
        drop("text-censor", CENSOR);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> say("chat", "a secret\r\n").equals("a ******\r\n"));
    }

    @Test
    @Order(3)
    void childrenShouldStackThreeDeep() throws Exception {
        assertThat(say("deep", "my secret, your Secret\r\n"))
                .isEqualTo("my ******, your ******\r\n");
    }

    @Test
    @Order(4)
    void removedJarShouldRefuseItsOwnServiceAloneAndWorkAgainWhenPutBack() throws Exception {
        Files.delete(deploy.resolve(CENSOR));
        await().atMost(Duration.ofSeconds(20)).until(() -> say("chat", "a secret\r\n").isEmpty());
        assertThat(say("relay", "hello\r\n")).isEqualTo("hello\r\n");

        drop("text-censor", CENSOR);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> say("chat", "a secret\r\n").equals("a ******\r\n"));
    }

    @Test
    @Order(5)
    void sessionUnderWayShouldFinishOnTheCodeItBeganWith() throws Exception {
        try (Socket chat = connect("chat")) {
            assertThat(exchange(chat, "one secret\r\n")).isEqualTo("one ******\r\n");
            Files.delete(deploy.resolve(CENSOR));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> say("chat", "a secret\r\n").isEmpty());

            assertThat(exchange(chat, "two secrets\r\n")).isEqualTo("two ******s\r\n");
        }
        drop("text-censor", CENSOR);
    }

    @Test
    @Order(6)
    void inspectorThatIsNotThereShouldFailClosed() throws Exception {
        assertThat(say("web", "GET /good HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 502 ")
                .doesNotContain("the good page");
    }

    @Test
    @Order(7)
    void inspectorShouldLetOnePagePassAndRefuseAnother() throws Exception {
        drop("page-inspector", "inspector.jar");
        String good = "GET /good HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

        await().atMost(Duration.ofSeconds(20))
                .until(() -> say("web", good).contains("the good page"));
        assertThat(say("web", "GET /bad HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("/bad (text/html) holds &quot;secret&quot;")
                .doesNotContain("the SECRET page");
    }

    @Test
    @Order(8)
    void halfWrittenJarShouldLeaveTheOldOneServing() throws Exception {
        byte[] whole = Files.readAllBytes(Places.example("text-censor"));
        Files.write(deploy.resolve(CENSOR), java.util.Arrays.copyOf(whole, whole.length / 2));

        await().pollDelay(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> say("chat", "a secret\r\n").equals("a ******\r\n"));
        Files.write(deploy.resolve(CENSOR), whole);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> say("chat", "a secret\r\n").equals("a ******\r\n"));
    }

    /** As people are told to do it: written aside, then renamed. */
    private static void drop(String example, String name) throws IOException {
        Path aside =
                Files.copy(
                        Places.example(example),
                        folder.resolve(name + ".part"),
                        StandardCopyOption.REPLACE_EXISTING);
        Files.move(aside, deploy.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Socket connect(String listener) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stockade.port(listener));
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static String exchange(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return new String(
                socket.getInputStream().readNBytes(text.length()), StandardCharsets.ISO_8859_1);
    }

    /** What comes back for a text on a connection of its own; nothing where it is refused. */
    private static String say(String listener, String text) {
        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            if (!text.startsWith("GET")) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException refused) {
            return "";
        }
    }

    private static ServerSocket serve(Service service) throws IOException {
        ServerSocket listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!listening.isClosed()) {
                                try {
                                    Socket socket = listening.accept();
                                    Thread.ofVirtual().start(() -> answer(service, socket));
                                } catch (IOException closed) {
                                    return;
                                }
                            }
                        });
        return listening;
    }

    private static void answer(Service service, Socket socket) {
        try (socket) {
            service.serve(socket);
        } catch (IOException gone) {
            return;
        }
    }

    private static void echo(Socket socket) throws IOException {
        socket.getInputStream().transferTo(socket.getOutputStream());
    }

    private static void page(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                return;
            }
            head.append((char) octet);
        }
        String body = head.indexOf("/bad ") > 0 ? "<p>the SECRET page" : "<p>the good page";
        String answer =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What a server does with one connection. */
    @FunctionalInterface
    private interface Service {
        void serve(Socket socket) throws IOException;
    }
}
