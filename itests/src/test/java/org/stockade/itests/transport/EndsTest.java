package org.stockade.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;

/**
 * Each direction's end reaches the peer when it is told, whatever the other direction does; by
 * threads that the transport carries, as those of sessions are.
 */
@ParameterizedClass
@EnumSource
@Timeout(120)
class EndsTest {
    @Parameter Moving moving;
    private Transport on;
    private Endpoint ours;
    private Endpoint peer;

    @BeforeEach
    void open() throws Exception {
        on = moving.open();
        Endpoint[] pair = Moving.pair(on);
        ours = pair[0];
        peer = pair[1];
    }

    @AfterEach
    void close() throws IOException {
        on.close();
    }

    private <T> CompletableFuture<T> carried(Endpoint near, Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        on.start(
                Optional.of(near),
                "test",
                () -> {
                    try {
                        done.complete(work.call());
                    } catch (Exception | Error failed) {
                        done.completeExceptionally(failed);
                    }
                });
        return done;
    }

    /** What the peer gets, to the end; it sends this first, and ends if it is to. */
    private CompletableFuture<String> peerSays(String first, boolean ends) {
        return carried(
                peer,
                () -> {
                    peer.write(ByteBuffer.wrap(first.getBytes(StandardCharsets.US_ASCII)));
                    peer.flush();
                    if (ends) {
                        peer.endOutput();
                    }
                    return all(peer);
                });
    }

    private static String all(Endpoint from) throws IOException {
        StringBuilder got = new StringBuilder();
        do {
            got.append(StandardCharsets.US_ASCII.decode(from.unread()));
            from.consume(from.unread().remaining());
        } while (from.fill());
        return got.toString();
    }

    @Test
    void endBehindThePeersEndShouldReachItBeforeAnybodyCloses() throws Exception {
        SockAddr local = ours.local();
        CountDownLatch peerHasIt = new CountDownLatch(1);
        CompletableFuture<String> got = peerSays("question", true);
        CompletableFuture<String> asked =
                carried(
                        ours,
                        () -> {
                            String question = all(ours);
                            ours.write(ByteBuffer.wrap(new byte[] {'y', 'e', 's'}));
                            ours.endOutput();
                            peerHasIt.await();
                            // It is still there, and knows all that it knew.
                            assertThat(ours.isClosed()).isFalse();
                            if (moving == Moving.LOOPS) {
                                // Its descriptor went with its end.
                                assertThat(ours.fd()).isEqualTo(-1);
                            }
                            assertThat(ours.local()).isEqualTo(local);
                            assertThat(ours.received()).isEqualTo(8);
                            assertThat(ours.sent()).isEqualTo(3);
                            assertThat(ours.await(Duration.ZERO)).isEqualTo(Readiness.END);
                            ours.close();
                            return question;
                        });
        assertThat(got.get(60, TimeUnit.SECONDS)).isEqualTo("yes");
        peerHasIt.countDown();
        assertThat(asked.get(60, TimeUnit.SECONDS)).isEqualTo("question");
    }

    // The peer's end is known here, and nobody reads it: ours is not to wait for that.
    @Test
    void endShouldNotWaitForAReaderOfThePeersEnd() throws Exception {
        CountDownLatch peerHasIt = new CountDownLatch(1);
        CompletableFuture<String> got = peerSays("question", true);
        CompletableFuture<String> asked =
                carried(
                        ours,
                        () -> {
                            while (ours.await(Moving.LONG) == Readiness.BYTES
                                    && ours.unread().remaining() < 8) {
                                ours.fill();
                            }
                            // By now the end that came behind the bytes has been told of.
                            Thread.sleep(300);
                            ours.endOutput();
                            peerHasIt.await();
                            return all(ours);
                        });
        assertThat(got.get(60, TimeUnit.SECONDS)).isEmpty();
        peerHasIt.countDown();
        assertThat(asked.get(60, TimeUnit.SECONDS)).isEqualTo("question");
        ours.close();
    }

    @Test
    void bytesInFrontOfThePeersEndShouldBeReadAfterOurs() throws Exception {
        CompletableFuture<String> got = peerSays("question", false);
        CompletableFuture<String> asked =
                carried(
                        ours,
                        () -> {
                            ours.endOutput();
                            return all(ours);
                        });
        assertThat(got.get(60, TimeUnit.SECONDS)).isEmpty();
        carried(
                        peer,
                        () -> {
                            peer.write(ByteBuffer.wrap(new byte[] {'!'}));
                            peer.endOutput();
                            return "";
                        })
                .get(60, TimeUnit.SECONDS);
        assertThat(asked.get(60, TimeUnit.SECONDS)).isEqualTo("question!");
        ours.close();
    }

    // What a reader and a writer of one session do when both peers go at the same moment.
    @Test
    void bothEndsInOneTurnShouldReachBothPeers() throws Exception {
        for (int i = 0; i < 200; i++) {
            Endpoint[] pair = Moving.pair(on);
            CompletableFuture<String> read = carried(pair[0], () -> all(pair[0]));
            CompletableFuture<String> far =
                    carried(
                            pair[1],
                            () -> {
                                pair[1].endOutput();
                                return all(pair[1]);
                            });
            CompletableFuture<Boolean> ended =
                    carried(
                            pair[0],
                            () -> {
                                pair[0].endOutput();
                                return true;
                            });
            assertThat(far.get(60, TimeUnit.SECONDS)).isEmpty();
            assertThat(read.get(60, TimeUnit.SECONDS)).isEmpty();
            assertThat(ended.get(60, TimeUnit.SECONDS)).isTrue();
            pair[0].close();
            pair[1].close();
        }
    }
}
