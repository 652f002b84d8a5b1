package org.stockade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stockade.testkit.Network.bytes;
import static org.stockade.testkit.Network.text;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.endpoint.Watch;

@ParameterizedClass
@EnumSource(Network.class)
@Timeout(120)
class EndpointWaitingTest {
    private static final Duration SHORT = Duration.ofMillis(50);

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
    void awaitShouldEndNothingWhenTheTimeHasPassed() throws Exception {
        assertThat(ends.ours().await(Duration.ZERO)).isEqualTo(Readiness.TIME);
        long before = System.nanoTime();
        assertThat(ends.ours().await(SHORT)).isEqualTo(Readiness.TIME);
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(ends.pool().leased()).isZero();

        ends.peerSends("late");
        assertThat(ends.ours().await(Network.LONG)).isEqualTo(Readiness.BYTES);
        ends.oursHas(4);
        assertThat(text(ends.ours().unread())).isEqualTo("late");
    }

    @Test
    void awaitShouldTellBytesBeforeTheEnd() throws Exception {
        ends.peerSends("x");
        ends.peer().endOutput();
        assertThat(ends.ours().await(Network.LONG)).isEqualTo(Readiness.BYTES);
        assertThat(ends.ours().await(Duration.ZERO)).isEqualTo(Readiness.BYTES);
        ends.ours().consume(1);
        assertThat(ends.ours().await(Network.LONG)).isEqualTo(Readiness.END);
        assertThat(ends.ours().await(Network.LONG)).isEqualTo(Readiness.END);
    }

    @Test
    void awaitShouldWakeWhenTheSessionIsToFinish() throws Exception {
        FakeWatch watch = new FakeWatch();
        ends.ours().watch(watch);
        CompletableFuture<Readiness> found = ends.waiting(() -> ends.ours().await(Network.LONG));
        ends.ours().nudge();
        watch.finishing = true;
        ends.ours().nudge();
        assertThat(found.get(60, TimeUnit.SECONDS)).isEqualTo(Readiness.FINISH);
        assertThat(ends.ours().await(Network.LONG)).isEqualTo(Readiness.FINISH);

        ends.peerSends("one more");
        ends.oursHas(8);
        assertThat(ends.ours().await(Network.LONG)).isEqualTo(Readiness.BYTES);
    }

    @Test
    void finishingShouldNotEndARead() throws Exception {
        FakeWatch watch = new FakeWatch();
        ends.ours().watch(watch);
        CompletableFuture<String> line = ends.waiting(() -> ends.ours().readLine(10));
        watch.finishing = true;
        ends.ours().nudge();
        ends.peerSends("on\r\n");
        assertThat(line.get(60, TimeUnit.SECONDS)).isEqualTo("on");
    }

    @Test
    void readLimitShouldEndTheReadingAloneAndForEver() throws Exception {
        ends.peerSends("GET ");
        ends.oursHas(4);
        Deadline limit = ends.ours().readWithin("request head", SHORT);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ends.ours().fill())
                    .isInstanceOf(TimeLimitException.class)
                    .hasMessage("request head was not complete within 50 ms");
        }
        limit.close();
        limit.close();
        assertThat(text(ends.ours().unread())).isEqualTo("GET ");
        ends.ours().consume(4);
        assertThatThrownBy(() -> ends.ours().await(SHORT)).isInstanceOf(TimeLimitException.class);

        ends.ours().write(bytes("408"));
        ends.ours().endOutput();
        assertThat(ends.peerReads(4)).isEqualTo("408");
    }

    @Test
    void readLimitShouldBeTotalHoweverOftenBytesCome() throws Exception {
        ends.ours().readWithin("request head", Duration.ofMillis(300));
        ends.meanwhile(
                () -> {
                    while (true) {
                        ends.peerSends("x");
                        if (ends.peer().await(Duration.ofMillis(10)) != Readiness.TIME) {
                            return null;
                        }
                    }
                });
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                ends.ours().fill();
                                ends.ours().consume(ends.ours().unread().remaining());
                            }
                        })
                .isInstanceOf(TimeLimitException.class);
    }

    @Test
    void earliestOfSeveralLimitsShouldCountAndAClosedOneNot() throws Exception {
        try (Deadline all = ends.ours().readWithin("message", Network.LONG)) {
            ends.ours().readWithin("gone", SHORT).close();
            Deadline head = ends.ours().readWithin("head", SHORT);
            head.move(Network.LONG);
            assertThat(ends.ours().await(Duration.ofMillis(200))).isEqualTo(Readiness.TIME);
            all.move(SHORT);
            assertThatThrownBy(() -> ends.ours().fill())
                    .isInstanceOf(TimeLimitException.class)
                    .hasMessageStartingWith("message was not complete");
        }
    }

    @Test
    void limitMovedWhileSomebodyWaitsShouldBeSeen() throws Exception {
        Deadline limit = ends.ours().readWithin("head", Network.LONG);
        CompletableFuture<Boolean> filled = ends.waiting(() -> ends.ours().fill());
        limit.move(SHORT);
        assertThatThrownBy(() -> filled.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(TimeLimitException.class);
    }

    @Test
    void limitMovedAwayWhileSomebodyWaitsShouldLetHimWait() throws Exception {
        Deadline limit = ends.ours().readWithin("head", Duration.ofSeconds(2));
        CompletableFuture<Boolean> filled = ends.waiting(() -> ends.ours().fill());
        limit.move(Network.LONG);
        assertThatThrownBy(() -> filled.get(3, TimeUnit.SECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        ends.peerSends("x");
        assertThat(filled.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void writeLimitShouldAbort() throws Exception {
        ends.ours().writeWithin("response", Duration.ofMillis(300));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ends.ours().write(bytes("x".repeat(32 * 1024 * 1024))))
                    .isInstanceOf(TimeLimitException.class)
                    .hasMessage("response was not complete within 300 ms");
        }
        assertThat(ends.ours().isClosed()).isTrue();
        assertThatThrownBy(() -> ends.ours().fill())
                .isInstanceOf(EndpointClosedException.class)
                .hasMessageContaining("response was not complete within 300 ms");
        assertThatThrownBy(() -> drain()).isNotNull();
    }

    private void drain() throws Exception {
        while (ends.peer().fill()) {
            ends.peer().consume(ends.peer().unread().remaining());
        }
    }

    @Test
    void idleSessionShouldBeAbortedByWhoeverWaits() throws Exception {
        FakeWatch watch = new FakeWatch();
        watch.idleAt = System.nanoTime() + SHORT.toNanos();
        ends.ours().watch(watch);
        assertThatThrownBy(() -> ends.ours().fill())
                .isInstanceOf(TimeLimitException.class)
                .hasMessageContaining("idle");
        assertThat(watch.idled).hasValue(1);
        assertThat(ends.ours().isClosed()).isTrue();
    }

    @Test
    void awaitShouldEndNothingWhenTheSessionIsIdle() throws Exception {
        FakeWatch watch = new FakeWatch();
        watch.idleAt = System.nanoTime() + SHORT.toNanos();
        ends.ours().watch(watch);

        assertThat(ends.ours().await(Network.LONG)).isEqualTo(Readiness.TIME);
        assertThat(watch.idled).hasValue(0);
        assertThat(ends.ours().isClosed()).isFalse();
    }

    @Test
    void idleLimitRearmedElsewhereShouldLetTheWaiterGoOn() throws Exception {
        FakeWatch watch = new FakeWatch();
        watch.idleAt = System.nanoTime() + Duration.ofMillis(500).toNanos();
        ends.ours().watch(watch);
        CompletableFuture<Boolean> filled = ends.waiting(() -> ends.ours().fill());
        // No nudge: the waiter has to look again by itself when it wakes.
        watch.idleAt = System.nanoTime() + Network.LONG.toNanos();
        assertThatThrownBy(() -> filled.get(1500, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        ends.peerSends("x");
        assertThat(filled.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.touched).hasPositiveValue();
    }

    @Test
    void platformThreadShouldWaitLikeAVirtualOne() throws Exception {
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        line.complete(ends.ours().readLine(10));
                                    } catch (Exception e) {
                                        line.completeExceptionally(e);
                                    }
                                });
        ends.peerSends("hi\r\n");
        assertThat(line.get(60, TimeUnit.SECONDS)).isEqualTo("hi");
        reader.join();
    }

    @Test
    void interruptShouldMeanKilled() throws Exception {
        CompletableFuture<Thread> who = new CompletableFuture<>();
        CompletableFuture<Object> filled =
                ends.waiting(
                        () -> {
                            who.complete(Thread.currentThread());
                            return ends.ours().fill();
                        });
        who.get().interrupt();
        assertThatThrownBy(() -> filled.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(EndpointClosedException.class);
    }

    private static final class FakeWatch implements Watch {
        final AtomicInteger touched = new AtomicInteger();
        final AtomicInteger idled = new AtomicInteger();
        volatile boolean finishing;
        volatile long idleAt;

        @Override
        public void touch(long now) {
            touched.incrementAndGet();
        }

        @Override
        public long idleLeft(long now) {
            return idleAt == 0 ? Long.MAX_VALUE : idleAt - System.nanoTime();
        }

        @Override
        public void idle() {
            idled.incrementAndGet();
        }

        @Override
        public boolean finishing() {
            return finishing;
        }
    }
}
