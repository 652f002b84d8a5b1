package org.stockade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stockade.testkit.Network.bytes;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;

@ParameterizedClass
@EnumSource(Network.class)
@Timeout(120)
class EndpointWritingTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @Parameter Network network;
    private Network.Ends ends;

    @BeforeEach
    void connect() throws Exception {
        ends = network.connect();
    }

    @AfterEach
    void everyBufferShouldHaveComeBack() throws Exception {
        ends.close();
    }

    @Test
    void smallWritesShouldBeKeptUntilTheFlushAndTheBufferGoThen() throws Exception {
        ends.ours().write(bytes("one "));
        ends.ours().writeLine("two");
        assertThat(ends.ours().sent()).isZero();
        assertThat(ends.pool().leased()).isEqualTo(1);

        ends.ours().flush();
        assertThat(ends.ours().sent()).isEqualTo(9);
        assertThat(ends.pool().leased()).isZero();
        assertThat(ends.peerReads(9)).isEqualTo("one two\r\n");
    }

    @Test
    void largeWriteShouldFollowWhatWasGathered() throws Exception {
        ByteBuffer large = ByteBuffer.allocateDirect(20_000);
        for (int i = 0; i < 20_000; i++) {
            large.put((byte) 'b');
        }
        ends.ours().write(bytes("a"));
        ends.ours().write(large.flip());
        ends.ours().write(bytes("c"));
        ends.ours().flush();

        assertThat(large.hasRemaining()).isFalse();
        assertThat(ends.peerReads(20_002)).isEqualTo("a" + "b".repeat(20_000) + "c");
    }

    @Test
    void waitForInputShouldSendWhatIsKept() throws Exception {
        ends.ours().write(bytes("220 ready\r\n"));
        CompletableFuture<String> line = ends.meanwhile(() -> ends.ours().readLine(100));
        assertThat(ends.peer().readLine(100)).isEqualTo("220 ready");
        ends.peerSends("QUIT\r\n");
        assertThat(line.get(60, TimeUnit.SECONDS)).isEqualTo("QUIT");

        ends.ours().write(bytes("250 ok\r\n"));
        CompletableFuture<Endpoint.Readiness> found =
                ends.meanwhile(() -> ends.ours().await(Network.LONG));
        assertThat(ends.peer().readLine(100)).isEqualTo("250 ok");
        ends.peerSends("x");
        assertThat(found.get(60, TimeUnit.SECONDS)).isEqualTo(Endpoint.Readiness.BYTES);
    }

    @Test
    void readerThatSendsWhatIsKeptShouldNotWaitForASlowPeerToReadIt() throws Exception {
        // The peer's buffers are full, and it reads nothing before it has been read itself.
        CompletableFuture<Object> stuck =
                ends.waiting(
                        () -> {
                            ends.ours().write(bytes("x".repeat(32 * MEBIBYTE)));
                            return null;
                        });
        CompletableFuture<Boolean> filled = ends.meanwhile(() -> ends.ours().fill());
        ends.peerSends("y");

        assertThat(filled.get(60, TimeUnit.SECONDS)).isTrue();
        ends.ours().abort();
        assertThatThrownBy(() -> stuck.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(EndpointClosedException.class);
    }

    @Test
    void lineWithAnotherLineInItShouldNotBeWritten() throws Exception {
        for (String line : new String[] {"a\r\nb", "a\nb", "a\0b", "a\u0100b"}) {
            assertThatThrownBy(() -> ends.ours().writeLine(line))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at index 1");
        }
        ends.ours().writeLine("\u00e9".repeat(20_000));
        ends.ours().flush();
        assertThat(ends.peerReads(20_002)).isEqualTo("\u00e9".repeat(20_000) + "\r\n");
    }

    @Test
    void halfCloseShouldEndOneDirectionAlone() throws Exception {
        ends.ours().write(bytes("bye"));
        ends.ours().endOutput();
        ends.ours().endOutput();
        assertThat(ends.peerReads(4)).isEqualTo("bye");
        assertThat(ends.peer().fill()).isFalse();
        assertThatThrownBy(() -> ends.ours().write(bytes("x")))
                .isInstanceOf(IllegalStateException.class);

        ends.peerSends("still here");
        ends.oursHas(10);
        ends.peer().endOutput();
        assertThat(ends.ours().fill()).isFalse();
        assertThat(ends.ours().isClosed()).isFalse();
    }

    @Test
    void halfCloseByThePeerShouldLeaveOurOutputOpen() throws Exception {
        ends.peer().endOutput();
        assertThat(ends.ours().fill()).isFalse();
        ends.ours().write(bytes("answer"));
        ends.ours().endOutput();
        assertThat(ends.peerReads(7)).isEqualTo("answer");
    }

    @Test
    void eightMebibytesBothWaysAtOnceShouldArriveUnchanged() throws Exception {
        int size = network == Network.MEMORY_BYTE_BY_BYTE ? MEBIBYTE / 4 : 8 * MEBIBYTE;
        CompletableFuture<Long> oursSent = ends.meanwhile(() -> send(ends.ours(), size, 1));
        CompletableFuture<Long> peerSent = ends.meanwhile(() -> send(ends.peer(), size, 2));
        CompletableFuture<Long> oursGot = ends.meanwhile(() -> receive(ends.ours()));
        CompletableFuture<Long> peerGot = ends.meanwhile(() -> receive(ends.peer()));

        assertThat(peerGot.get(100, TimeUnit.SECONDS)).isEqualTo(oursSent.get());
        assertThat(oursGot.get(100, TimeUnit.SECONDS)).isEqualTo(peerSent.get());
        assertThat(ends.ours().received()).isEqualTo(size);
        assertThat(ends.ours().sent()).isEqualTo(size);
    }

    /** Sends so many random bytes in pieces of all sizes, and tells their checksum. */
    private static long send(Endpoint to, int size, long seed) throws Exception {
        Random random = new Random(seed);
        CRC32 sum = new CRC32();
        for (int left = size; left > 0; ) {
            byte[] piece = new byte[Math.min(left, 1 + random.nextInt(50_000))];
            random.nextBytes(piece);
            sum.update(piece);
            ByteBuffer buffer = ByteBuffer.wrap(piece);
            if (random.nextBoolean()) {
                buffer = ByteBuffer.allocateDirect(piece.length).put(piece).flip();
            }
            to.write(buffer);
            left -= piece.length;
        }
        to.endOutput();
        return sum.getValue();
    }

    private static long receive(Endpoint from) throws Exception {
        CRC32 sum = new CRC32();
        while (from.fill()) {
            int count = from.unread().remaining();
            sum.update(from.unread());
            from.consume(count);
        }
        return sum.getValue();
    }

    @Test
    void stalledPeerShouldHoldNoMoreThanItsBuffers() throws Exception {
        try (Network.Ends other = network.connect()) {
            CompletableFuture<Long> sending =
                    ends.meanwhile(() -> send(ends.peer(), 64 * MEBIBYTE, 3));
            CompletableFuture<Long> relay =
                    ends.meanwhile(() -> ends.ours().transferTo(other.ours(), Long.MAX_VALUE));
            long[] before = {-1};
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(300))
                    .atMost(Network.LONG)
                    .until(() -> before[0] == (before[0] = other.ours().sent()) && before[0] > 0);

            // What has come and has not gone: one buffer to read and one that gathers.
            assertThat(ends.ours().received() - other.ours().sent()).isBetween(0L, 32 * 1024L);
            assertThat(ends.pool().leased() + other.pool().leased()).isLessThanOrEqualTo(3);
            other.peer().abort();
            assertThatThrownBy(() -> relay.get(60, TimeUnit.SECONDS)).isNotNull();
            ends.ours().abort();
            assertThatThrownBy(() -> sending.get(60, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void urgentByteShouldBeSentOrRefusedInWords() throws Exception {
        if (network == Network.SOCKETS || network == Network.LOOPS) {
            ends.ours().writeUrgent((byte) 0xf2);
            assertThat(ends.ours().sent()).isEqualTo(1);
        } else {
            assertThatThrownBy(() -> ends.ours().writeUrgent((byte) 0xf2))
                    .hasMessageContaining("urgent");
        }
    }
}
