package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Endpoint;
import org.stockade.testkit.MemoryTransport;

/** What a proxy has written when it returns arrives. */
class LastOutputTest {
    // The network holds its capacity, the endpoint the rest: nothing waits while it is written.
    private static final int MORE_THAN_THE_NETWORK_HOLDS = MemoryTransport.CAPACITY + 10_000;

    @Test
    void outputThatWasNotFlushedShouldReachAClientThatIsSlow() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        try (Bench bench =
                Bench.of(
                        session -> {
                            byte[] answer = new byte[MORE_THAN_THE_NETWORK_HOLDS];
                            session.clientStream().write(ByteBuffer.wrap(answer));
                            written.countDown();
                        })) {
            Endpoint client = bench.client();
            written.await();

            assertThat(Bench.everything(client)).hasSize(MORE_THAN_THE_NETWORK_HOLDS);
            assertThat(bench.record()).contains("info=''");
        }
    }
}
