package org.stockade.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Transport;
import org.stockade.transport.BufferedEndpoint;
import org.stockade.transport.Tap;

/** A tap is shown each byte once and in order, also where bytes move by way of the kernel. */
@ParameterizedClass
@EnumSource
@Timeout(120)
class TappedEndpointTest {
    /** Far more than what the kernel holds at once, and not a multiple of any buffer. */
    private static final int MUCH = 32 * 1024 * 1024 + 4321;

    private static final int PIECE = 65_536;

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

    /** Counts and sums up what it is shown. */
    private static final class Sum implements Tap {
        final AtomicLong received = new AtomicLong();
        final AtomicLong sent = new AtomicLong();
        final CRC32 ofReceived = new CRC32();
        final CRC32 ofSent = new CRC32();
        volatile boolean receivedEnded;
        volatile boolean sentEnded;

        @Override
        public void received(ByteBuffer bytes) {
            int count = bytes.remaining();
            ofReceived.update(bytes);
            received.addAndGet(count);
        }

        @Override
        public void sent(ByteBuffer bytes) {
            int count = bytes.remaining();
            ofSent.update(bytes);
            sent.addAndGet(count);
        }

        @Override
        public void receivedEnd() {
            receivedEnded = true;
        }

        @Override
        public void sentEnd() {
            sentEnded = true;
        }
    }

    private static void tap(Endpoint endpoint, Tap tap) {
        ((BufferedEndpoint) endpoint).tap(tap);
    }

    private static void untap(Endpoint endpoint, Tap tap) {
        ((BufferedEndpoint) endpoint).untap(tap);
    }

    private void run(Endpoint at, String name, Runnable work) {
        on.start(Optional.of(at), name, work);
    }

    private static ByteBuffer piece(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.allocateDirect(length).put(bytes).flip();
    }

    private CompletableFuture<Long> transfer(Endpoint from, Endpoint to) {
        CompletableFuture<Long> moved = new CompletableFuture<>();
        run(
                from,
                "move",
                () -> {
                    try {
                        long count = from.transferTo(to, Long.MAX_VALUE);
                        to.endOutput();
                        moved.complete(count);
                    } catch (IOException | RuntimeException e) {
                        moved.completeExceptionally(e);
                    }
                });
        return moved;
    }

    /** Sends pieces until it is told to stop, then ends. */
    private void send(Endpoint to, long pieces, AtomicLong sent, AtomicLong allowed) {
        run(
                to,
                "send",
                () -> {
                    Random random = new Random(7);
                    try {
                        for (long i = 0; i < pieces; i++) {
                            while (i >= allowed.get()) {
                                TimeUnit.MILLISECONDS.sleep(1);
                            }
                            to.write(piece(random, PIECE));
                            to.flush();
                            sent.addAndGet(PIECE);
                        }
                        to.endOutput();
                    } catch (IOException | InterruptedException broken) {
                        to.abort();
                    }
                });
    }

    private AtomicLong drain(Endpoint from, CRC32 crc) {
        AtomicLong got = new AtomicLong();
        run(
                from,
                "drain",
                () -> {
                    ByteBuffer some = ByteBuffer.allocateDirect(PIECE);
                    try {
                        while (from.read(some) >= 0) {
                            int count = some.flip().remaining();
                            synchronized (crc) {
                                crc.update(some);
                            }
                            some.clear();
                            got.addAndGet(count);
                        }
                        got.addAndGet(1);
                    } catch (IOException broken) {
                        from.abort();
                    }
                });
        return got;
    }

    // All of it is moved inside the kernel before the tap comes and after it has gone.
    @Test
    void tapInTheMiddleOfATransferShouldSeeExactlyWhatMovesMeanwhile() throws Exception {
        Endpoint[] in = Moving.pair(on);
        Endpoint[] out = Moving.pair(on);
        long pieces = MUCH / PIECE;
        AtomicLong sent = new AtomicLong();
        AtomicLong allowed = new AtomicLong(pieces / 4);
        CRC32 crc = new CRC32();
        send(in[1], pieces, sent, allowed);
        CompletableFuture<Long> moved = transfer(in[0], out[0]);
        AtomicLong got = drain(out[1], crc);
        await().atMost(Moving.LONG).until(() -> got.get() == pieces / 4 * PIECE);

        Sum here = new Sum();
        Sum there = new Sum();
        tap(in[0], here);
        tap(out[0], there);
        allowed.set(pieces / 2);
        await().atMost(Moving.LONG).until(() -> got.get() == pieces / 2 * PIECE);
        // A peer may get bytes a moment before the tap is shown that they have gone.
        long seen = (pieces / 2 - pieces / 4) * PIECE;
        await().atMost(Moving.LONG).until(() -> there.sent.get() == seen);
        untap(in[0], here);
        untap(out[0], there);
        long meanwhile = got.get() - pieces / 4 * PIECE;
        assertThat(here.received).hasValue(meanwhile);
        assertThat(there.sent).hasValue(meanwhile);
        assertThat(there.ofSent.getValue()).isEqualTo(here.ofReceived.getValue());

        allowed.set(pieces);
        assertThat(moved.get(60, TimeUnit.SECONDS)).isEqualTo(pieces * PIECE);
        await().atMost(Moving.LONG).until(() -> got.get() == pieces * PIECE + 1);
        assertThat(here.received).hasValue(meanwhile);
        assertThat(in[0].received()).isEqualTo(pieces * PIECE);
        assertThat(out[0].sent()).isEqualTo(pieces * PIECE);
        CRC32 expected = new CRC32();
        Random random = new Random(7);
        for (long i = 0; i < pieces; i++) {
            expected.update(piece(random, PIECE));
        }
        assertThat(crc.getValue()).isEqualTo(expected.getValue());
    }

    // In full flow nobody can say where it begins, but the end is the end.
    @Test
    void tapInFullFlowShouldSeeAllToTheEnd() throws Exception {
        Endpoint[] in = Moving.pair(on);
        Endpoint[] out = Moving.pair(on);
        long pieces = MUCH / PIECE;
        AtomicLong sent = new AtomicLong();
        // The rest comes when the taps are in, or a fast machine would have moved all before.
        AtomicLong allowed = new AtomicLong(pieces / 2);
        send(in[1], pieces, sent, allowed);
        CompletableFuture<Long> moved = transfer(in[0], out[0]);
        AtomicLong got = drain(out[1], new CRC32());
        await().atMost(Moving.LONG).until(() -> got.get() > 4 * PIECE);

        Sum here = new Sum();
        Sum there = new Sum();
        tap(in[0], here);
        long after = in[0].received();
        tap(out[0], there);
        allowed.set(pieces);
        moved.get(60, TimeUnit.SECONDS);
        assertThat(here.received.get()).isBetween(1L, pieces * PIECE);
        assertThat(pieces * PIECE - here.received.get()).isLessThan(after + 4 * 1024 * 1024);
        assertThat(there.sent.get()).isPositive();
        assertThat(here.receivedEnded).isTrue();
        assertThat(there.sentEnded).isTrue();
        assertThat(in[0].received()).isEqualTo(pieces * PIECE);
    }

    @Test
    void endpointShouldBeAsItWasWhenItsTapsAreOut() throws Exception {
        Endpoint[] pair = Moving.pair(on);
        BufferedEndpoint ours = (BufferedEndpoint) pair[0];
        Sum one = new Sum();
        Sum other = new Sum();
        assertThat(ours.isReusable()).isTrue();
        ours.tap(one);
        ours.tap(other);
        assertThat(ours.isReusable()).isFalse();
        ours.writeLine("hi");
        ours.flush();
        ours.untap(one);
        ours.writeLine("ho");
        ours.flush();
        ours.untap(other);
        ours.untap(other);
        assertThat(ours.isReusable()).isTrue();
        assertThat(pair[1].readLine(10)).isEqualTo("hi");
        assertThat(pair[1].readLine(10)).isEqualTo("ho");
        assertThat(one.sent).hasValue(4);
        assertThat(other.sent).hasValue(8);
        assertThat(ours.sent()).isEqualTo(8);
    }
}
