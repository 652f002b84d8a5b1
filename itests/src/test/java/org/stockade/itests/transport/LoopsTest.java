package org.stockade.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.endpoint.Transport.Turn;
import org.stockade.testkit.LogTap;
import org.stockade.transport.linux.internal.LoopsTransport;

/** What holds of loops alone. */
@Timeout(120)
class LoopsTest {
    private final LogTap log = new LogTap();
    private final AtomicBoolean spin = new AtomicBoolean(true);

    @AfterEach
    void close() {
        spin.set(false);
        log.close();
    }

    private void spinHere() {
        while (spin.get()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void threadThatKeepsItsLoopShouldBeNamedWithItsStackAndNotStopTheOthers() throws Exception {
        try (Transport on = new LoopsTransport(2, () -> {});
                Transport.Listening echo = Moving.serve(on, Moving::echo)) {
            Endpoint[] victim = Moving.pair(on);
            on.start(Optional.of(victim[0]), "greedy", this::spinHere);
            await().atMost(Moving.LONG).until(() -> !log.of("loops.stuck").isEmpty());

            assertThat(log.of("loops.stuck").getFirst()).contains("greedy", "spinHere");
            int kept = ((LoopsTransport) on).loopOf(victim[0]);
            List<Turn> first = turnsOf(on, kept);
            assertThat(first)
                    .extracting(turn -> turn.carried().getName())
                    .containsExactly("greedy");
            for (int i = 0; i < 20; i++) {
                try (Endpoint client = Moving.connect(on, echo.local())) {
                    Moving.ping(client);
                }
            }
            assertThat(turnsOf(on, kept)).as("the same turn").isEqualTo(first);
            spin.set(false);
            await().atMost(Moving.LONG).until(() -> !log.of("loops.free").isEmpty());
        }
    }

    @Test
    void loopThatStandsWhileItCarriesNobodyShouldBeNamedToo() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Consumer<Endpoint> waiting =
                peer -> {
                    try (peer) {
                        over.await();
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                };
        try (Transport on = Moving.LOOPS.open();
                Transport.Listening listening = on.listen(SockAddr.of("127.0.0.1", 0), waiting);
                Socket client = new Socket("127.0.0.1", listening.local().port())) {
            await().atMost(Moving.LONG).until(() -> !log.of("loops.stuck").isEmpty());
            assertThat(log.of("loops.stuck").getFirst())
                    .contains("thread='stockade-loop-", "CountDownLatch.await");
            over.countDown();
            await().atMost(Moving.LONG).until(() -> !log.of("loops.free").isEmpty());
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    // The JDK hands a thread over again when its stack was taken while it waited for its turn.
    @Test
    void stackOfAThreadThatWaitsForItsTurnShouldNotDisturbItsLoop() throws Exception {
        try (Transport on = new LoopsTransport(1, () -> {});
                Transport.Listening echo = Moving.serve(on, Moving::echo)) {
            Endpoint[] near = Moving.pair(on);
            List<Thread> threads = new ArrayList<>();
            AtomicInteger ended = new AtomicInteger();
            for (int i = 0; i < 8; i++) {
                threads.add(
                        on.start(
                                Optional.of(near[0]),
                                "busy",
                                () -> {
                                    while (spin.get()) {
                                        Thread.yield();
                                    }
                                    ended.incrementAndGet();
                                }));
            }
            for (int i = 0; i < 5_000; i++) {
                assertThat(threads.get(i % threads.size()).getStackTrace()).isNotNull();
            }
            spin.set(false);
            await().atMost(Moving.LONG).until(() -> ended.get() == threads.size());
            try (Endpoint client = Moving.connect(on, echo.local())) {
                Moving.ping(client);
            }
        }
    }

    private static List<Turn> turnsOf(Transport on, int loop) {
        assertThat(on.showsTurns()).isTrue();
        return on.turns().stream().filter(turn -> turn.loop() == loop).toList();
    }

    @Test
    void clientItsServerAndItsThreadsShouldShareOneLoop() throws Exception {
        try (LoopsTransport on = new LoopsTransport(3, () -> {});
                Transport.Listening echo = Moving.serve(on, Moving::echo)) {
            for (int i = 0; i < 12; i++) {
                Endpoint[] client = Moving.pair(on);
                CountDownLatch checked = new CountDownLatch(1);
                int[] loop = {-1};
                on.start(
                        Optional.of(client[0]),
                        "session",
                        () -> {
                            try (Endpoint server = Moving.connect(on, echo.local())) {
                                loop[0] = on.loopOf(server);
                            } catch (IOException e) {
                                loop[0] = -2;
                            }
                            checked.countDown();
                        });
                assertThat(checked.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(loop[0]).isEqualTo(on.loopOf(client[0]));
            }
        }
    }

    @Test
    void connectionsShouldBeSpreadOverTheLoops() throws Exception {
        try (LoopsTransport on = new LoopsTransport(2, () -> {})) {
            int[] ends = new int[2];
            for (int i = 0; i < 20; i++) {
                for (Endpoint each : Moving.pair(on)) {
                    ends[on.loopOf(each)]++;
                }
            }
            assertThat(ends[0]).isBetween(16, 24);
        }
    }

    @Test
    void descriptorsShouldBeTold() throws Exception {
        try (Transport on = new LoopsTransport(1, () -> {})) {
            Endpoint[] both = Moving.pair(on);
            assertThat(both[0].fd()).isPositive();
            both[0].close();
            await().atMost(Moving.LONG).until(() -> both[0].fd() == -1);
        }
    }
}
