package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BodySinkTest {
    @Test
    void eachWriteShouldBeOneChunkWithItsSize() throws Exception {
        for (int size : new int[] {1, 9, 10, 15, 16, 255, 256, 4096, 40_000}) {
            PipeEndpoint[] pair = PipeEndpoint.pair(65536);
            BodySink sink = BodySink.of(Framing.Chunked.HERE, pair[0]);
            sink.write(ByteBuffer.wrap(Octets.of("x".repeat(size))));
            sink.write(ByteBuffer.allocate(0));
            sink.end();
            assertThat(pair[1].rest())
                    .isEqualTo(
                            Integer.toHexString(size)
                                    + "\r\n"
                                    + "x".repeat(size)
                                    + "\r\n0\r\n\r\n");
        }
    }
}
