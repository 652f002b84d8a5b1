package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Endpoint;
import org.stockade.testkit.MemoryTransport;

/** What was relayed arrives, and an end is an end, not a reset. */
class RelayTest {
    // The end may come while the other direction is still inside its last write.
    @Test
    void firstEndShouldEndBothInOrderHoweverSoonItComes() throws Exception {
        try (Bench bench =
                Bench.of(
                        session ->
                                session.relay(
                                        session.clientStream(), session.connectServer(), false))) {
            for (int i = 0; i < 1000; i++) {
                Endpoint client = bench.client();
                Bench.send(client, "question");
                Endpoint server = bench.server();
                assertThat(Bench.receive(server, 8)).isEqualTo("question");
                server.endOutput();
                assertThat(Bench.everything(client)).isEmpty();
                assertThat(Bench.everything(server)).as("round " + i).isEmpty();
            }
            assertThat(bench.records(1000)).allMatch(line -> line.contains("info=''"));
        }
    }

    @Test
    void peerThatNeverReadsShouldNotKeepTheEndOfTheOther() throws Exception {
        try (Bench bench =
                Bench.of(
                        session ->
                                session.relay(
                                        session.clientStream(), session.connectServer(), false))) {
            Endpoint client = bench.client();
            Endpoint server = bench.server();
            AtomicInteger sent = new AtomicInteger();
            Thread writing =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            while (true) {
                                                Bench.send(client, "x".repeat(1000));
                                                sent.addAndGet(1000);
                                            }
                                        } catch (IOException closed) {
                                            return;
                                        }
                                    });
            // What the way to the firewall holds and the way from it: both are full.
            Bench.until(() -> sent.get() > 2 * MemoryTransport.CAPACITY - 2000);
            server.endOutput();
            bench.record();
            writing.join();
        }
    }
}
