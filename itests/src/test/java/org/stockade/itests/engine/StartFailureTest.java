package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.stockade.access.Listening;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** A connection that gets no thread is reset, and its place comes back. */
class StartFailureTest {
    /** A network that has no threads for the first few sessions. */
    private record Starved(MemoryTransport network, AtomicInteger failures) implements Transport {
        @Override
        public String name() {
            return "starved";
        }

        @Override
        public Listening listen(SockAddr bind, Consumer<Endpoint> accepted) throws IOException {
            return network.listen(bind, accepted);
        }

        @Override
        public Endpoint connect(Optional<SockAddr> local, SockAddr to, Duration limit)
                throws IOException {
            return network.connect(local, to, limit);
        }

        @Override
        public Thread start(Optional<Endpoint> near, String name, Runnable work) {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return network.start(near, name, work);
        }
    }

    @Test
    void connectionsWithoutAThreadShouldBeResetAndTakeNoPlace() throws Exception {
        MemoryTransport network = new MemoryTransport(4096);
        String policy =
                Bench.policy(Bench.DIRECT).replace("bind: [", "max-connections: 1, bind: [");
        try (LogTap log = new LogTap();
                TestFirewall firewall =
                        new TestFirewall(
                                new Starved(network, new AtomicInteger(3)),
                                Map.of("it", with -> () -> it -> it.clientStream().fill()),
                                policy)) {
            SockAddr from = SockAddr.of("192.0.2.99", 0);
            for (int i = 0; i < 3; i++) {
                assertThat(Bench.everything(network.dial(from, Bench.FIREWALL)))
                        .isEqualTo("<RESET>");
            }
            assertThat(log.of("core.session-not-started")).hasSize(3);
            assertThat(log.of("core.connections-full")).isEmpty();
            assertThat(firewall.firewall().listeners())
                    .extracting(Listening::open)
                    .containsExactly(0);
            network.dial(from, Bench.FIREWALL).endOutput();
            Bench.until(() -> log.of("core.summary").size() == 1);
            long start = System.nanoTime();
            firewall.firewall().drain(Duration.ofSeconds(5));
            assertThat(System.nanoTime() - start)
                    .as("nobody is waited for who never began")
                    .isLessThan(3_000_000_000L);
        }
    }
}
