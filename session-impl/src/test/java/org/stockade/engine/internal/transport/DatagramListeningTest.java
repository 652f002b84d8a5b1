package org.stockade.engine.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;
import org.stockade.transport.BufferPool;

/** What the queues of one socket may hold together. */
class DatagramListeningTest {
    private static final int ALL = 32 * 1024 * 1024;

    @Test
    void queuesTogetherShouldHaveALimit() throws Exception {
        try (Poller poller = new Poller("test")) {
            DatagramListening here =
                    new DatagramListening(
                            SockAddr.of("127.0.0.1", 0), poller, new BufferPool(0), any -> {});
            assertThat(here.keeps(ALL - 10)).isTrue();
            assertThat(here.keeps(11)).isFalse();
            assertThat(here.keeps(10)).isTrue();
            assertThat(here.keeps(1)).isFalse();
            here.lets(ALL);
            assertThat(here.keeps(ALL)).isTrue();
            here.abandon();
        }
    }
}
