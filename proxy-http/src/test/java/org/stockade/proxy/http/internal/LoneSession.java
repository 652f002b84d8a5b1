package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.access.SessionWork;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TlsPlan;
import org.stockade.session.AbstractSession;
import org.stockade.session.Child;
import org.stockade.session.Expected;
import org.stockade.session.MasterSession;
import org.stockade.session.Payload;
import org.stockade.session.Side;
import org.stockade.session.Spool;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Fork;
import org.stockade.session.StackedSession.Wish;
import org.stockade.session.Verdict;
import org.stockade.session.Zone;

/** A session without an engine: the test gives it its servers, and it can start no fork. */
final class LoneSession {
    /** Where its server connections come from and go to. */
    interface Servers {
        Endpoint connect() throws IOException;

        void giveBack(Endpoint done);
    }

    private LoneSession() {}

    static StackedSession of(Endpoint client, Servers servers) {
        StackedSession session = new StackedSession(new MasterSession(new Door(servers)));
        session.setClientStream(client);
        return session;
    }

    /** One answer for everything: this session may go where it likes. */
    private record Door(Servers servers) implements Access {
        @Override
        public String firewallName() {
            return "mill";
        }

        @Override
        public Optional<Zone> zoneOf(SockAddr address) {
            return Optional.empty();
        }

        @Override
        public Decision decide(MasterSession asking) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServer(AbstractSession asking, SockAddr real) {}

        @Override
        public void ended(MasterSession gone) {}

        @Override
        public SessionWork work(StackedSession asking) {
            return new Work(servers);
        }
    }

    private record Work(Servers servers) implements SessionWork {
        @Override
        public Endpoint connectServer() throws IOException {
            return servers.connect();
        }

        @Override
        public Endpoint connectServer(String host, int port) throws IOException {
            return servers.connect();
        }

        @Override
        public void giveBack(Endpoint done) {
            servers.giveBack(done);
        }

        @Override
        public Wish wish() {
            return Wish.GO_ON;
        }

        @Override
        public Duration limit(String name) {
            return Duration.ofSeconds(name.equals("idle") ? 300 : 30);
        }

        @Override
        public Endpoint dial(Optional<SockAddr> local, SockAddr remote) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void relay(Endpoint a, Endpoint b, boolean halfClose) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Verdict stack(Child child, Payload payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Endpoint endpoint(ByteSource source, ByteSink sink) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Payload payload() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void verdict(Verdict verdict) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Spool spool(long limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T extends @Nullable Object> Fork<T> fork(String name, Callable<T> task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> Optional<T> take(BlockingQueue<T> from, Duration atMost) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Expected expect(Side side, PortRange ports, SockAddr peer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Endpoint connectSecondary(Side side, Optional<SockAddr> local, SockAddr to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<TlsPlan> tls(Side side) {
            return Optional.empty();
        }
    }
}
