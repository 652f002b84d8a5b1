package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stockade.access.Access;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.ServerPool.Key;
import org.stockade.session.MasterSession;
import org.stockade.session.StackedSession;
import org.stockade.transport.BufferPool;
import org.stockade.transport.BufferedEndpoint;
import org.stockade.transport.Gate;
import org.stockade.transport.Wire;

class ServerPoolTest {
    private static final SockAddr TARGET = SockAddr.of("198.51.100.7", 80);
    private static final Key KEY = key(0, "web", TARGET, Optional.empty());

    private final BufferPool buffers = new BufferPool(1 << 20);
    private final StackedSession session = session();
    private final Set<Endpoint> lent = ConcurrentHashMap.newKeySet();
    private long now = Long.MAX_VALUE - 5_000_000_000L;
    private final ServerPool pool = new ServerPool(() -> now);

    private static Key key(int loop, String service, SockAddr target, Optional<SockAddr> local) {
        return new Key(loop, service, target, local);
    }

    private static StackedSession session() {
        Access nobody =
                (Access)
                        java.lang.reflect.Proxy.newProxyInstance(
                                Access.class.getClassLoader(),
                                new Class<?>[] {Access.class},
                                (proxy, method, arguments) -> "edge");
        return new StackedSession(new MasterSession(nobody));
    }

    private BufferedEndpoint given(Key key) {
        return given(key, new SilentWire(0));
    }

    private BufferedEndpoint given(Key key, SilentWire wire) {
        BufferedEndpoint server = new BufferedEndpoint(wire, buffers);
        pool.give(key, server);
        return server;
    }

    private @Nullable Endpoint taken(Key key) {
        return pool.take(key, session).orElse(null);
    }

    private void pass(long seconds) {
        now += seconds * 1_000_000_000L;
    }

    @Test
    void theOneGivenBackLastShouldBeTakenFirst() {
        Endpoint first = given(KEY);
        Endpoint second = given(KEY);

        assertThat(taken(KEY)).isSameAs(second);
        assertThat(taken(KEY)).isSameAs(first);
        assertThat(taken(KEY)).isNull();
        assertThat(pool.size()).isZero();
    }

    @Test
    void eachPartOfTheKeyShouldKeepConnectionsApart() {
        given(KEY);

        assertThat(taken(key(1, "web", TARGET, Optional.empty()))).isNull();
        assertThat(taken(key(0, "mail", TARGET, Optional.empty()))).isNull();
        assertThat(taken(key(0, "web", TARGET.withPort(81), Optional.empty()))).isNull();
        assertThat(taken(key(0, "web", TARGET, Optional.of(TARGET)))).isNull();
        assertThat(pool.size()).isOne();
    }

    @Test
    void deadConnectionsShouldBeSkippedAndClosed() {
        Endpoint alive = given(KEY);
        Endpoint ended = given(KEY, new SilentWire(-1));
        Endpoint reset = given(KEY, new SilentWire(SilentWire.RESET));
        Endpoint closed = given(KEY);
        Endpoint unasked = given(KEY, new SilentWire(1));
        closed.close();

        assertThat(taken(KEY)).isSameAs(alive);
        assertThat(List.of(ended, reset, closed, unasked)).allMatch(Endpoint::isClosed);
        assertThat(pool.size()).isZero();
    }

    @Test
    void whatIsOverTheCapOfAKeyShouldBeClosed() {
        for (int i = 0; i < ServerPool.MOST_OF_KEY; i++) {
            assertThat(given(KEY).isClosed()).isFalse();
        }

        assertThat(given(KEY).isClosed()).isTrue();
        assertThat(pool.size()).isEqualTo(ServerPool.MOST_OF_KEY);
    }

    @Test
    void whatIsOverTheCapOfAllShouldBeClosed() {
        for (int i = 0; i < ServerPool.MOST; i++) {
            assertThat(given(key(0, "web", TARGET.withPort(1 + i), Optional.empty())).isClosed())
                    .isFalse();
        }

        assertThat(given(KEY).isClosed()).isTrue();
        assertThat(pool.size()).isEqualTo(ServerPool.MOST);
    }

    @Test
    void idleOnesShouldBeClosedAndYoungerOnesStay() {
        Endpoint old = given(KEY);
        pass(20);
        Endpoint young = given(KEY);
        pass(9);
        pool.sweep();
        assertThat(old.isClosed()).isFalse();

        pass(1);
        pool.sweep();

        assertThat(old.isClosed()).isTrue();
        assertThat(pool.size()).isOne();
        assertThat(taken(KEY)).isSameAs(young);
        assertThat(taken(KEY)).isNull();
    }

    @Test
    void closingShouldCloseThoseKeptAndThoseGivenLater() {
        Endpoint before = given(KEY);
        pool.close();
        Endpoint after = given(KEY);

        assertThat(before.isClosed()).isTrue();
        assertThat(after.isClosed()).isTrue();
        assertThat(pool.size()).isZero();
    }

    /** What is lent twice would mix the bytes of two sessions. */
    @Test
    void noConnectionShouldEverBeLentToTwo() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            given(KEY, new SilentWire(0));
        }
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> sessions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sessions.add(Thread.ofPlatform().start(() -> lendOften(wrong)));
        }
        for (Thread each : sessions) {
            each.join();
        }
        assertThat(wrong).hasValue(0);
        assertThat(pool.size()).isEqualTo(8);
    }

    private void lendOften(AtomicInteger wrong) {
        for (int i = 0; i < 20_000; i++) {
            BufferedEndpoint server = pool.take(KEY, session).orElse(null);
            if (server == null) {
                continue;
            }
            if (!lent.add(server)) {
                wrong.incrementAndGet();
            }
            lent.remove(server);
            pool.give(KEY, server);
            if (i % 64 == 0) {
                pool.sweep();
            }
        }
    }

    /** A server that says the same thing each time: nothing, its end, a byte, a reset. */
    private static final class SilentWire implements Wire {
        static final int RESET = -2;
        private final int says;

        SilentWire(int says) {
            this.says = says;
        }

        @Override
        public int pull(ByteBuffer into) throws IOException {
            if (says == RESET) {
                throw new ConnectionResetException("reset");
            }
            if (says > 0) {
                into.put((byte) 'x');
            }
            return says;
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
            return TARGET;
        }

        @Override
        public SockAddr remote() {
            return TARGET;
        }
    }
}
