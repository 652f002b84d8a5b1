package org.stockade.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;

class PayloadEndpointTest {
    private final BufferPool pool = new BufferPool(1 << 20);
    private final Deque<String> coming = new ArrayDeque<>();
    private final StringBuilder written = new StringBuilder();
    private final BufferedEndpoint near = new BufferedEndpoint(new Nowhere(), pool);
    private final BufferedEndpoint below = new BufferedEndpoint(new Nowhere(), pool);
    private final PayloadEndpoint child = endpoint(this::next, new Recorder());

    private PayloadEndpoint endpoint(ByteSource source, ByteSink sink) {
        return new PayloadEndpoint(source, sink, near, below, pool);
    }

    private int next(ByteBuffer into) {
        String text = coming.poll();
        if (text == null) {
            return -1;
        }
        into.put(text.getBytes(StandardCharsets.ISO_8859_1));
        return text.length();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @AfterEach
    void everyBufferShouldHaveComeBack() {
        child.close();
        child.release();
        assertThat(pool.leased()).isZero();
    }

    @Test
    void readingShouldTakeWhatTheSourceDecodes() throws IOException {
        coming.addAll(List.of("He", "llo\r", "\nworld"));
        assertThat(child.readLine(10)).isEqualTo("Hello");
        assertThat(child.await(Duration.ZERO)).isEqualTo(Readiness.BYTES);
        child.consume(5);
        assertThat(child.fill()).isFalse();
        assertThat(child.await(Duration.ZERO)).isEqualTo(Readiness.END);
    }

    @Test
    void addressesShouldBeThoseOfTheEndpointBehind() {
        assertThat(child.remote()).isEqualTo(SockAddr.of("192.0.2.7", 110));
        assertThat(child.local()).isEqualTo(SockAddr.of("192.0.2.1", 40000));
    }

    @Test
    void writesShouldReachTheSinkGathered() throws IOException {
        child.write(bytes("a"));
        child.write(bytes("b"));
        assertThat(written).isEmpty();
        // The source may wait, as a socket may.
        assertThat(child.fill()).isFalse();
        assertThat(written).hasToString("[ab]");
        child.write(bytes("c"));
        child.close();
        assertThat(written).hasToString("[ab][c]");
    }

    @Test
    void endOfOutputShouldBeKnownButNotEndTheSink() throws IOException {
        child.write(bytes("a"));
        assertThat(child.outputEnded()).isFalse();
        child.endOutput();
        assertThat(child.outputEnded()).isTrue();
        assertThat(written).hasToString("[a]");
        child.close();
        assertThat(written).hasToString("[a]");
    }

    @Test
    void transferShouldFlushBeforeTheSourceMayWait() throws IOException {
        coming.addAll(List.of("one", "two"));
        PayloadEndpoint to =
                endpoint(
                        into -> -1,
                        new Recorder() {
                            @Override
                            public void write(ByteBuffer bytes) throws IOException {
                                // Nothing is kept back while the next read may take its time.
                                assertThat(coming).hasSize(written.isEmpty() ? 1 : 0);
                                super.write(bytes);
                            }
                        });
        assertThat(child.transferTo(to, Long.MAX_VALUE)).isEqualTo(6);
        assertThat(written).hasToString("[one][two]");
    }

    @Test
    void failureOfTheSourceShouldBeThrownAgainAndBeAskedFor() {
        IOException broken = new IOException("chunk size is not a number");
        PayloadEndpoint endpoint =
                endpoint(
                        into -> {
                            throw broken;
                        },
                        new Recorder());
        assertThat(endpoint.failure()).isEmpty();
        assertThatThrownBy(endpoint::fill).isSameAs(broken);
        assertThatThrownBy(() -> endpoint.readLine(1)).isSameAs(broken);
        assertThat(endpoint.failure()).containsSame(broken);
    }

    @Test
    void failureOfTheSinkShouldBeThrownAgainAndBeAskedFor() throws IOException {
        PayloadEndpoint endpoint =
                endpoint(
                        into -> -1,
                        new Recorder() {
                            @Override
                            public void write(ByteBuffer bytes) throws IOException {
                                throw new ConnectionResetException("peer 192.0.2.9:25 reset");
                            }
                        });
        endpoint.write(bytes("a"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(endpoint::flush)
                    .isInstanceOf(ConnectionResetException.class)
                    .hasMessage("peer 192.0.2.9:25 reset");
        }
        assertThat(endpoint.failure()).containsInstanceOf(ConnectionResetException.class);
        endpoint.abort();
    }

    @Test
    void sourceThatGivesNothingShouldBeRefusedAndNotAskedForEver() {
        PayloadEndpoint endpoint = endpoint(into -> 0, new Recorder());
        assertThatThrownBy(endpoint::fill).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void abortShouldReachWhatLiesBelowAndCloseNot() throws IOException {
        PayloadEndpoint other = endpoint(into -> -1, new Recorder());
        other.close();
        assertThat(below.isClosed()).isFalse();

        child.write(bytes("lost"));
        child.abort();
        assertThat(below.isClosed()).isTrue();
        assertThat(written).isEmpty();
        assertThatThrownBy(child::fill).isInstanceOf(EndpointClosedException.class);
    }

    /** Writes down what came, one pair of brackets for each call. */
    private class Recorder implements ByteSink {
        @Override
        public void write(ByteBuffer bytes) throws IOException {
            written.append('[').append(StandardCharsets.ISO_8859_1.decode(bytes)).append(']');
        }

        @Override
        public void end() {
            written.append("<end>");
        }
    }

    /** A wire that has addresses and nothing else. */
    private static final class Nowhere implements Wire {
        @Override
        public int pull(ByteBuffer into) {
            return -1;
        }

        @Override
        public int push(ByteBuffer from) {
            return 0;
        }

        @Override
        public void pushEnd() {}

        @Override
        public void pushUrgent(byte octet) {}

        @Override
        public void whenReadable(Gate gate) {}

        @Override
        public void whenWritable(Gate gate) {}

        @Override
        public void close() {}

        @Override
        public void reset() {}

        @Override
        public SockAddr local() {
            return SockAddr.of("192.0.2.1", 40000);
        }

        @Override
        public SockAddr remote() {
            return SockAddr.of("192.0.2.7", 110);
        }
    }
}
