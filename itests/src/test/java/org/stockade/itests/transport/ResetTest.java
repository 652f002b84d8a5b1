package org.stockade.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.endpoint.Transport;

/** A peer resets, or ends one direction, in each state that a connection can be in. */
@ParameterizedClass
@EnumSource
@Timeout(120)
class ResetTest {
    private static final int MUCH = 64 * 1024 * 1024;

    @Parameter Moving moving;
    private Transport on;
    private Endpoint ours;
    private Endpoint peer;

    @BeforeEach
    void connect() throws Exception {
        on = moving.open();
        Endpoint[] both = Moving.pair(on);
        ours = both[0];
        peer = both[1];
    }

    @AfterEach
    void close() throws Exception {
        ours.abort();
        peer.abort();
        on.close();
    }

    /** Does it beside our endpoint, and returns when its thread waits. */
    private <T> CompletableFuture<T> waiting(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread worker =
                on.start(
                        Optional.of(ours),
                        "test",
                        () -> {
                            try {
                                result.complete(work.call());
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                        });
        Awaitility.await()
                .atMost(Moving.LONG)
                .until(
                        () ->
                                worker.getState() == Thread.State.WAITING
                                        || worker.getState() == Thread.State.TIMED_WAITING);
        return result;
    }

    private static void endsReset(CompletableFuture<?> work) {
        assertThatThrownBy(() -> work.get(Moving.LONG.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(ConnectionResetException.class);
    }

    @Test
    void resetShouldWakeWhoWaitsToRead() {
        CompletableFuture<Boolean> reading = waiting(() -> ours.fill());
        peer.abort();
        endsReset(reading);
    }

    @Test
    void resetShouldWakeWhoWaitsForNothingInParticular() {
        CompletableFuture<Readiness> awaiting = waiting(() -> ours.await(Moving.LONG));
        peer.abort();
        endsReset(awaiting);
    }

    @Test
    void resetShouldWakeWhoWaitsToWrite() {
        CompletableFuture<Void> writing =
                waiting(
                        () -> {
                            ours.write(ByteBuffer.allocateDirect(MUCH));
                            return null;
                        });
        peer.abort();
        endsReset(writing);
    }

    @Test
    void resetShouldEndATransferBothWays() throws Exception {
        Endpoint[] next = Moving.pair(on);
        CompletableFuture<Long> moving = waiting(() -> ours.transferTo(next[0], Long.MAX_VALUE));
        CompletableFuture<Void> sending = new CompletableFuture<>();
        on.start(
                Optional.of(peer),
                "send",
                () -> {
                    try {
                        peer.write(ByteBuffer.allocateDirect(MUCH));
                        sending.complete(null);
                    } catch (IOException e) {
                        sending.completeExceptionally(e);
                    }
                });
        // Nobody reads at the far end: the transfer comes to stand in its midst.
        Awaitility.await().atMost(Moving.LONG).until(() -> next[0].sent() > 0);
        next[1].abort();

        endsReset(moving);
        ours.abort();
        assertThatThrownBy(() -> sending.get(Moving.LONG.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
        next[0].abort();
    }

    @Test
    void resetBeforeAnybodyLooksShouldBeToldToWhoeverDoes() throws Exception {
        peer.abort();

        assertThatThrownBy(() -> ours.await(Moving.LONG))
                .isInstanceOf(ConnectionResetException.class);
    }

    @Test
    void peerThatHasEndedItsDirectionShouldStillGetOurs() throws Exception {
        peer.endOutput();
        assertThat(ours.fill()).isFalse();

        ours.writeLine("late");
        ours.endOutput();

        assertThat(peer.readLine(10)).isEqualTo("late");
        assertThat(peer.fill()).isFalse();
    }

    @Test
    void endThatComesTogetherWithBytesShouldNotBeLost() throws Exception {
        peer.writeLine("bye");
        peer.endOutput();

        assertThat(ours.readLine(10)).isEqualTo("bye");
        CompletableFuture<Boolean> reading = new CompletableFuture<>();
        on.start(
                Optional.of(ours),
                "read",
                () -> {
                    try {
                        reading.complete(ours.fill());
                    } catch (IOException e) {
                        reading.completeExceptionally(e);
                    }
                });
        assertThat(reading.get(Moving.LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
    }
}
