package org.stockade.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Transport;
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
            for (int i = 0; i < 20; i++) {
                try (Endpoint client = Moving.connect(on, echo.local())) {
                    Moving.ping(client);
                }
            }
            spin.set(false);
            await().atMost(Moving.LONG).until(() -> !log.of("loops.free").isEmpty());
        }
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
