package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.detect.Finding;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.detect.Detectors;
import org.stockade.engine.internal.detect.Peek;
import org.stockade.testkit.MemoryTransport;

/** A look takes no byte away, and ends by its limits. */
class PeekTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static MemoryTransport.Pair pair(int bytesPerRead) {
        return new MemoryTransport(bytesPerRead)
                .pair(SockAddr.of("192.0.2.9", 0), SockAddr.of("192.0.2.1", 80));
    }

    private static void send(Endpoint peer, String text) throws IOException {
        peer.write(StandardCharsets.ISO_8859_1.encode(text));
        peer.flush();
    }

    private static Optional<String> peek(Endpoint client, Duration limit) throws IOException {
        return new Peek(Detectors.OWN.values(), limit).at(client).stream().findFirst();
    }

    private static String rest(Endpoint client) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(Peek.ENOUGH * 4);
        while (client.read(all) >= 0) {
            continue;
        }
        return StandardCharsets.ISO_8859_1.decode(all.flip()).toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096})
    void detectedBytesShouldAllStayUnread(int bytesPerRead) throws Exception {
        var pair = pair(bytesPerRead);
        send(pair.client(), HEAD);
        pair.client().endOutput();
        assertThat(peek(pair.server(), LONG)).contains("http");
        assertThat(rest(pair.server())).isEqualTo(HEAD);
    }

    @Test
    void silentClientShouldBeWaitedForNoLongerThanTheLimitAndReadableAfterwards() throws Exception {
        var pair = pair(4096);
        assertThat(peek(pair.server(), SHORT)).isEmpty();
        send(pair.client(), HEAD);
        pair.client().endOutput();
        assertThat(rest(pair.server())).isEqualTo(HEAD);
    }

    @Test
    void halfARequestShouldBeNothingAtTheLimitAndStayUnread() throws Exception {
        var pair = pair(1);
        send(pair.client(), "GET /");
        assertThat(peek(pair.server(), SHORT)).isEmpty();
        pair.client().endOutput();
        assertThat(rest(pair.server())).isEqualTo("GET /");
    }

    @Test
    void endOfOutputShouldEndTheLookAtOnce() throws Exception {
        var pair = pair(4096);
        send(pair.client(), "SSH-2.0-x");
        pair.client().endOutput();
        assertThat(peek(pair.server(), LONG)).isEmpty();
        assertThat(rest(pair.server())).isEqualTo("SSH-2.0-x");
    }

    @Test
    void clientThatNeverDecidesShouldEndByBytesAndByPieces() throws Exception {
        String much = "x".repeat(2 * Peek.ENOUGH);
        for (int bytesPerRead : new int[] {1, 4096}) {
            var pair = pair(bytesPerRead);
            send(pair.client(), much);
            pair.client().endOutput();
            Peek undecided = new Peek(List.of(() -> (side, bytes) -> Finding.NEED_MORE), LONG);
            assertThat(undecided.at(pair.server())).isEmpty();
            assertThat(pair.server().unread().remaining())
                    .isBetween(1, bytesPerRead == 1 ? Peek.MOST_PIECES : Peek.ENOUGH + 4096);
            assertThat(rest(pair.server())).isEqualTo(much);
        }
    }

    @Test
    void bytesThatNobodyKnowsShouldNotBeWaitedOn() throws Exception {
        var pair = pair(4096);
        send(pair.client(), "EHLO a\r\n");
        assertThat(peek(pair.server(), LONG)).isEmpty();
        assertThat(pair.server().hasBuffered()).isTrue();
    }
}
