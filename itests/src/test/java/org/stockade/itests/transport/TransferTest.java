package org.stockade.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Transport;

/** Much moves, whole and in order, and leaves room for others. */
@ParameterizedClass
@EnumSource
@Timeout(120)
class TransferTest {
    /** More than any buffer on the way, and not a multiple of any. */
    private static final int MUCH = 24 * 1024 * 1024 + 4321;

    private static final int PIECE = 100_000;

    @Parameter Moving moving;
    private Transport on;

    @BeforeEach
    void open() throws IOException {
        on = moving.open();
    }

    @AfterEach
    void close() throws IOException {
        on.close();
    }

    private static ByteBuffer piece(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.allocateDirect(length).put(bytes).flip();
    }

    private static void send(Endpoint to) {
        try {
            Random random = new Random(7);
            for (int left = MUCH; left > 0; left -= PIECE) {
                to.write(piece(random, Math.min(PIECE, left)));
            }
            to.endOutput();
        } catch (IOException broken) {
            to.abort();
        }
    }

    @Test
    void everyByteShouldArriveInOrderAndTheEndBehindThem() throws Exception {
        Endpoint[] in = Moving.pair(on);
        Endpoint[] out = Moving.pair(on);
        on.start(Optional.of(in[1]), "send", () -> send(in[1]));
        CompletableFuture<Long> moved = new CompletableFuture<>();
        on.start(
                Optional.of(in[0]),
                "move",
                () -> {
                    try {
                        long count = in[0].transferTo(out[0], Long.MAX_VALUE);
                        out[0].endOutput();
                        moved.complete(count);
                    } catch (IOException | RuntimeException e) {
                        moved.completeExceptionally(e);
                    }
                });

        Random random = new Random(7);
        for (int left = MUCH; left > 0; left -= PIECE) {
            ByteBuffer expected = piece(random, Math.min(PIECE, left));
            ByteBuffer got = ByteBuffer.allocate(expected.remaining());
            while (got.hasRemaining() && out[1].read(got) >= 0) {
                continue;
            }
            assertThat(got.flip()).isEqualTo(expected);
        }
        assertThat(out[1].fill()).isFalse();
        assertThat(moved.get(Moving.LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(MUCH);
        assertThat(in[0].received()).isEqualTo(MUCH);
        assertThat(out[0].sent()).isEqualTo(MUCH);
    }

    @Test
    void transferShouldStopAtTheByteItWasAskedFor() throws Exception {
        Endpoint[] in = Moving.pair(on);
        Endpoint[] out = Moving.pair(on);
        int some = 10 * 1024 * 1024 + 1;
        on.start(Optional.of(in[1]), "send", () -> send(in[1]));
        CompletableFuture<Integer> next = new CompletableFuture<>();
        on.start(
                Optional.of(in[0]),
                "move",
                () -> {
                    try {
                        in[0].transferTo(out[0], some);
                        out[0].endOutput();
                        ByteBuffer one = ByteBuffer.allocate(1);
                        in[0].read(one);
                        next.complete((int) one.get(0));
                    } catch (IOException | RuntimeException e) {
                        next.completeExceptionally(e);
                    }
                });
        long got = 0;
        ByteBuffer into = ByteBuffer.allocateDirect(PIECE);
        for (int count = out[1].read(into); count >= 0; count = out[1].read(into.clear())) {
            got += count;
        }

        assertThat(got).isEqualTo(some);
        Random random = new Random(7);
        ByteBuffer expected = piece(random, PIECE);
        for (int at = PIECE; at <= some; at += PIECE) {
            expected = piece(random, PIECE);
        }
        assertThat(next.get(Moving.LONG.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(expected.get(some % PIECE));
        in[0].abort();
    }

    @Test
    void bulkTransferShouldLeaveTurnsToSmallRequests() throws Exception {
        Endpoint[] in = Moving.pair(on);
        Endpoint[] out = Moving.pair(on);
        // For ever: it ends with the test.
        on.start(
                Optional.of(in[1]),
                "send",
                () -> {
                    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
                    try {
                        while (true) {
                            in[1].write(piece.clear());
                        }
                    } catch (IOException ended) {
                        in[1].abort();
                    }
                });
        on.start(
                Optional.of(in[0]),
                "move",
                () -> {
                    try {
                        in[0].transferTo(out[0], Long.MAX_VALUE);
                    } catch (IOException ended) {
                        out[0].abort();
                    }
                });
        on.start(
                Optional.of(out[1]),
                "drop",
                () -> {
                    ByteBuffer into = ByteBuffer.allocateDirect(PIECE);
                    try {
                        while (out[1].read(into.clear()) >= 0) {
                            continue;
                        }
                    } catch (IOException ended) {
                        out[1].abort();
                    }
                });

        try (Transport.Listening echo = Moving.serve(on, Moving::echo);
                Endpoint one = Moving.connect(on, echo.local());
                Endpoint other = Moving.connect(on, echo.local())) {
            for (int i = 0; i < 200; i++) {
                Moving.ping(one);
                Moving.ping(other);
            }
        }
        assertThat(out[0].isClosed()).isFalse();
        in[0].abort();
        out[0].abort();
    }
}
