package org.stockade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stockade.testkit.Network.LONG;
import static org.stockade.testkit.Network.bytes;
import static org.stockade.testkit.Network.text;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.endpoint.TlsPlan;
import org.stockade.testkit.Network.Ends;

/** TLS in mid-stream, on every network, in both versions. */
class EndpointTlsTest {
    @TempDir static Path folder;
    private static TestKeys keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = TestKeys.make(folder);
    }

    static Stream<Arguments> everywhere() {
        return Stream.of(Network.values())
                .flatMap(
                        network ->
                                Stream.of("TLSv1.2", "TLSv1.3")
                                        .map(version -> Arguments.of(network, version)));
    }

    private static void shake(Ends ends, TlsPlan ours, TlsPlan peers) throws Exception {
        CompletableFuture<Boolean> peer = ends.meanwhile(() -> startTls(ends.peer(), peers));
        startTls(ends.ours(), ours);
        peer.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static boolean startTls(Endpoint endpoint, TlsPlan plan) throws IOException {
        try (Deadline limit = endpoint.readWithin("handshake", LONG)) {
            endpoint.startTls(plan);
        }
        return true;
    }

    private static Ends shaken(Network network, String version) throws Exception {
        Ends ends = network.connect();
        shake(ends, keys.server(version), keys.client(version));
        return ends;
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void linesShouldPassBothWaysOnceTheServerSideHasSwitched(Network network, String version)
            throws Exception {
        try (Ends ends = network.connect()) {
            ends.ours().writeLine("220 go ahead");
            ends.ours().flush();
            assertThat(ends.peer().readLine(100)).isEqualTo("220 go ahead");

            shake(ends, keys.server(version), keys.client(version));

            ends.ours().writeLine("hello from ours");
            ends.ours().flush();
            assertThat(ends.peer().readLine(100)).isEqualTo("hello from ours");
            ends.peer().writeLine("hello from the peer");
            ends.peer().flush();
            assertThat(ends.ours().readLine(100)).isEqualTo("hello from the peer");
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void clientSideShouldSwitchAsWell(Network network, String version) throws Exception {
        try (Ends ends = network.connect()) {
            shake(ends, keys.client(version), keys.server(version));
            ends.peerSends("one");
            ends.oursHas(3);
            assertThat(text(ends.ours().unread())).isEqualTo("one");
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void mebibyteShouldPassBothWaysAtOnce(Network network, String version) throws Exception {
        byte[] there = new byte[1 << 20];
        byte[] back = new byte[1 << 20];
        new Random(1).nextBytes(there);
        new Random(2).nextBytes(back);
        try (Ends ends = shaken(network, version)) {
            var sentThere = ends.meanwhile(() -> send(ends.ours(), there));
            var sentBack = ends.meanwhile(() -> send(ends.peer(), back));
            var gotThere = ends.meanwhile(() -> receive(ends.peer()));
            byte[] got = receive(ends.ours());

            assertThat(Arrays.equals(got, back)).isTrue();
            assertThat(Arrays.equals(gotThere.get(60, TimeUnit.SECONDS), there)).isTrue();
            assertThat(sentThere.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(sentBack.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static boolean send(Endpoint to, byte[] all) throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(all.length).put(all).flip();
        to.write(direct);
        to.flush();
        return true;
    }

    private static byte[] receive(Endpoint from) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(1 << 20);
        while (into.hasRemaining() && from.read(into) >= 0) {
            // Until it is full.
        }
        return into.array();
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void bytesFromBeforeTheHandshakeShouldBeRefused(Network network) throws Exception {
        try (Ends ends = network.connect()) {
            ends.peerSends("STARTTLS\r\nNOOP\r\n");
            assertThat(ends.ours().readLine(100)).isEqualTo("STARTTLS");
            ends.oursHas(6);

            assertThatThrownBy(() -> ends.ours().startTls(keys.server("TLSv1.3")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("6 bytes from")
                    .hasMessageContaining("came before the TLS handshake");
        }
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void secondStartShouldBeRefused(Network network) throws Exception {
        try (Ends ends = shaken(network, "TLSv1.3")) {
            assertThatThrownBy(() -> ends.ours().startTls(keys.server("TLSv1.3")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has TLS already");
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void endOfOutputShouldReachThePeerAsAnOrderlyEnd(Network network, String version)
            throws Exception {
        try (Ends ends = shaken(network, version)) {
            ends.peer().write(bytes("last words"));
            ends.peer().endOutput();
            ends.oursHas(10);
            ends.ours().consume(10);
            assertThat(ends.ours().fill()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void closeShouldReachThePeerAsAnOrderlyEnd(Network network, String version) throws Exception {
        try (Ends ends = shaken(network, version)) {
            ends.peerSends("bye");
            ends.peer().close();
            ends.oursHas(3);
            ends.ours().consume(3);
            assertThat(ends.ours().fill()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void tls13ShouldLeaveTheOtherDirectionOpenAfterAnEnd(Network network) throws Exception {
        try (Ends ends = shaken(network, "TLSv1.3")) {
            ends.peer().write(bytes("question"));
            ends.peer().endOutput();
            ends.oursHas(8);
            ends.ours().consume(8);
            assertThat(ends.ours().fill()).isFalse();

            ends.ours().write(bytes("answer"));
            ends.ours().endOutput();
            assertThat(ends.peerReads(100)).isEqualTo("answer");
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void bothSidesShouldCountTheBytesOfTheWire(Network network, String version) throws Exception {
        try (Ends ends = shaken(network, version)) {
            ends.peerSends("0123456789");
            ends.oursHas(10);
            ends.ours().consume(10);
            ends.ours().write(bytes("back"));
            ends.ours().flush();
            assertThat(ends.peerReads(4)).isEqualTo("back");

            assertThat(ends.ours().received()).isEqualTo(ends.peer().sent()).isGreaterThan(200);
            assertThat(ends.peer().received()).isEqualTo(ends.ours().sent()).isGreaterThan(200);
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void newKeysShouldBeNegotiatedInMidStream(Network network, String version) throws Exception {
        AtomicReference<SSLEngine> peers = new AtomicReference<>();
        try (Ends ends = network.connect()) {
            shake(ends, keys.server(version), keys.client(version, peers::set));
            var ourEcho = ends.meanwhile(() -> echo(ends.ours()));
            for (int i = 0; i < 3; i++) {
                // TLS 1.3: KeyUpdate; before it a renegotiation.
                peers.get().beginHandshake();
                var heard = ends.meanwhile(() -> ends.peer().readLine(100));
                ends.peer().writeLine("line " + i);
                ends.peer().flush();
                assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo("line " + i);
            }
            ends.peer().endOutput();
            assertThat(ourEcho.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void newKeysShouldNotStopTransfersUnderWay(Network network, String version) throws Exception {
        AtomicReference<SSLEngine> peers = new AtomicReference<>();
        byte[] all = new byte[1 << 20];
        new Random(3).nextBytes(all);
        try (Ends ends = network.connect()) {
            shake(ends, keys.server(version), keys.client(version, peers::set));
            var sentThere = ends.meanwhile(() -> send(ends.ours(), all));
            var gotThere = ends.meanwhile(() -> receive(ends.peer()));
            var sentBack =
                    ends.meanwhile(
                            () -> {
                                for (int i = 0; i < 16; i++) {
                                    peers.get().beginHandshake();
                                    send(
                                            ends.peer(),
                                            Arrays.copyOfRange(all, i << 16, i + 1 << 16));
                                }
                                return true;
                            });

            assertThat(Arrays.equals(receive(ends.ours()), all)).isTrue();
            assertThat(Arrays.equals(gotThere.get(60, TimeUnit.SECONDS), all)).isTrue();
            assertThat(sentThere.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(sentBack.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static boolean echo(Endpoint endpoint) throws IOException {
        for (String line = endpoint.readLine(100); line != null; line = endpoint.readLine(100)) {
            endpoint.writeLine(line);
            endpoint.flush();
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void strangersCertificateShouldFailBothSidesForGood(Network network, String version)
            throws Exception {
        try (Ends ends = network.connect()) {
            TlsPlan stranger = TestKeys.stranger(version);
            var peer = ends.meanwhile(() -> startTls(ends.peer(), stranger));
            assertThatThrownBy(
                            () -> {
                                startTls(ends.ours(), keys.server(version));
                                ends.ours().fill();
                            })
                    .isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> peer.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(SSLException.class)
                    .hasMessageStartingWith("TLS handshake with ");

            assertThatThrownBy(
                            () -> {
                                ends.peer().writeLine("in the clear?");
                                ends.peer().flush();
                            })
                    .isInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void peerThatDoesNotSpeakTlsShouldFailTheHandshake(Network network) throws Exception {
        try (Ends ends = network.connect()) {
            var ours = ends.meanwhile(() -> startTls(ends.ours(), keys.server("TLSv1.3")));
            ends.peerSends("GET / HTTP/1.1\r\n\r\n");
            assertThatThrownBy(() -> ours.get(60, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("TLS handshake with ");
        }
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void silentPeerShouldRunIntoTheLimit(Network network) throws Exception {
        try (Ends ends = network.connect()) {
            Deadline limit = ends.ours().readWithin("handshake", java.time.Duration.ofMillis(100));
            assertThatThrownBy(() -> ends.ours().startTls(keys.server("TLSv1.3")))
                    .isInstanceOf(TimeLimitException.class)
                    .hasMessage("handshake was not complete within 100 ms");
            limit.close();
        }
    }

    /** The peer's bytes go through somebody who can cut them off. */
    @ParameterizedTest
    @MethodSource("everywhere")
    void endWithoutCloseNotifyShouldBeAFailureAndNotAnEnd(Network network, String version)
            throws Exception {
        try (Ends near = network.connect();
                Ends far = network.connect()) {
            var up = near.meanwhile(() -> pass(near.peer(), far.ours()));
            var down = near.meanwhile(() -> pass(far.ours(), near.peer()));
            var peer = far.meanwhile(() -> startTls(far.peer(), keys.client(version)));
            startTls(near.ours(), keys.server(version));
            peer.get(60, TimeUnit.SECONDS);
            far.peerSends("all of it?");
            near.oursHas(10);
            near.ours().consume(10);

            near.peer().endOutput();
            assertThatThrownBy(near.ours()::fill)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("without TLS close_notify");
            // It stays a failure.
            assertThatThrownBy(near.ours()::fill).isInstanceOf(EOFException.class);
            near.peer().close();
            far.ours().close();
            CompletableFuture.allOf(up, down).handle((done, ended) -> true).get();
        }
    }

    private static long pass(Endpoint from, Endpoint to) throws IOException {
        return from.transferTo(to, Long.MAX_VALUE);
    }
}
