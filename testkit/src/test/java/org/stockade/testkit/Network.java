package org.stockade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.engine.internal.transport.PortableTransport;
import org.stockade.transport.BufferPool;
import org.stockade.transport.BufferedEndpoint;
import org.stockade.transport.linux.internal.LoopsTransport;

/** The networks on which an endpoint must keep its promises. */
enum Network {
    SOCKETS,
    LOOPS,
    MEMORY,
    MEMORY_BYTE_BY_BYTE;

    /** Far more than anything here takes; what exceeds it hangs. */
    static final Duration LONG = Duration.ofSeconds(60);

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }

    /** Two connected endpoints. */
    Ends connect() throws Exception {
        return switch (this) {
            case SOCKETS -> {
                PortableTransport transport = new PortableTransport();
                yield connect(transport, transport.buffers(), transport::close);
            }
            case LOOPS -> {
                LoopsTransport transport = new LoopsTransport(1, () -> {});
                yield connect(transport, transport.buffers(0), transport::close);
            }
            case MEMORY -> {
                MemoryTransport memory = new MemoryTransport(1 << 20);
                yield connect(memory, memory.buffers(), () -> {});
            }
            case MEMORY_BYTE_BY_BYTE -> {
                MemoryTransport memory = new MemoryTransport(1);
                yield connect(memory, memory.buffers(), () -> {});
            }
        };
    }

    private static Ends connect(Transport on, BufferPool pool, AutoCloseable after)
            throws Exception {
        BlockingQueue<Endpoint> accepted = new ArrayBlockingQueue<>(1);
        try (Transport.Listening here = on.listen(SockAddr.of("127.0.0.1", 0), accepted::add)) {
            Endpoint client = on.connect(Optional.empty(), here.local(), LONG);
            Endpoint server = accepted.poll(LONG.toSeconds(), TimeUnit.SECONDS);
            return new Ends((BufferedEndpoint) server, (BufferedEndpoint) client, on, pool, after);
        }
    }

    /** Our endpoint and its peer's; at the end every buffer must have come back. */
    record Ends(
            BufferedEndpoint ours,
            BufferedEndpoint peer,
            Transport on,
            BufferPool pool,
            AutoCloseable after)
            implements AutoCloseable {
        /** The peer sends, without waiting for anything. */
        void peerSends(String text) throws Exception {
            peer.write(bytes(text));
            peer.flush();
        }

        /** The peer reads so many bytes. */
        String peerReads(int count) throws Exception {
            StringBuilder read = new StringBuilder();
            while (read.length() < count) {
                ByteBuffer into = ByteBuffer.allocate(count - read.length());
                if (peer.read(into) < 0) {
                    break;
                }
                read.append(text(into.flip()));
            }
            return read.toString();
        }

        /** Our endpoint has so many bytes unread. */
        void oursHas(int count) throws Exception {
            while (ours.unread().remaining() < count) {
                assertThat(ours.fill()).isTrue();
            }
        }

        /** Does something in another thread, as the transport starts it beside our endpoint. */
        <T> CompletableFuture<T> meanwhile(Callable<T> work) {
            CompletableFuture<T> result = new CompletableFuture<>();
            start(work, result);
            return result;
        }

        private <T> Thread start(Callable<T> work, CompletableFuture<T> result) {
            return on.start(
                    Optional.of(ours),
                    "test",
                    () -> {
                        try {
                            result.complete(work.call());
                        } catch (Throwable e) {
                            result.completeExceptionally(e);
                        }
                    });
        }

        /** Does something in another thread and returns once that one waits. */
        <T> CompletableFuture<T> waiting(Callable<T> work) {
            CompletableFuture<T> result = new CompletableFuture<>();
            Thread worker = start(work, result);
            Awaitility.await()
                    .atMost(LONG)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(
                            () ->
                                    worker.getState() == Thread.State.WAITING
                                            || worker.getState() == Thread.State.TIMED_WAITING);
            return result;
        }

        @Override
        public void close() throws Exception {
            for (BufferedEndpoint one : new BufferedEndpoint[] {ours, peer}) {
                one.close();
                one.release();
            }
            after.close();
            Awaitility.await()
                    .atMost(LONG)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .untilAsserted(() -> assertThat(pool.leased()).isZero());
        }
    }
}
