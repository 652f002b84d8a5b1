package org.stockade.access;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.auth.Authentication;
import org.stockade.chain.Chainer;
import org.stockade.chain.Targets;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TlsPlan;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.session.Child;
import org.stockade.session.Expected;
import org.stockade.session.Payload;
import org.stockade.session.Side;
import org.stockade.session.Spool;
import org.stockade.session.StackedSession.Fork;
import org.stockade.session.StackedSession.Wish;
import org.stockade.session.Verdict;

/**
 * The engine's part of one {@link org.stockade.session.StackedSession}; each method is documented
 * there.
 */
@ConsumerType
public interface SessionWork {
    Endpoint connectServer() throws IOException;

    Endpoint connectServer(String host, int port) throws IOException;

    Endpoint dial(Optional<SockAddr> local, SockAddr remote) throws IOException;

    default Endpoint dial(Optional<SockAddr> local, SockAddr remote, Duration limit)
            throws IOException {
        return dial(local, remote);
    }

    default Endpoint sideStack(Child child, Chainer chainer) throws IOException {
        throw new UnsupportedOperationException("nothing can be put between here");
    }

    default Targets targets() {
        throw new UnsupportedOperationException("nothing is known of servers here");
    }

    void giveBack(Endpoint server);

    void relay(Endpoint a, Endpoint b, boolean halfClose) throws IOException;

    Verdict stack(Child child, Payload payload) throws IOException;

    Endpoint endpoint(ByteSource source, ByteSink sink);

    Payload payload();

    void verdict(Verdict verdict);

    Spool spool(long limit);

    <T extends @Nullable Object> Fork<T> fork(String name, Callable<T> task);

    <T> Optional<T> take(BlockingQueue<T> from, Duration atMost) throws IOException;

    Wish wish();

    Expected expect(Side side, PortRange ports, SockAddr peer) throws IOException;

    Endpoint connectSecondary(Side side, Optional<SockAddr> local, SockAddr to) throws IOException;

    default Expected expect(TransportProtocol protocol, Side side, PortRange ports, SockAddr peer)
            throws IOException {
        if (protocol == TransportProtocol.TCP) {
            return expect(side, ports, peer);
        }
        throw new UnsupportedOperationException("there are no datagrams here");
    }

    default Endpoint connectSecondary(
            TransportProtocol protocol, Side side, Optional<SockAddr> local, SockAddr to)
            throws IOException {
        if (protocol == TransportProtocol.TCP) {
            return connectSecondary(side, local, to);
        }
        throw new UnsupportedOperationException("there are no datagrams here");
    }

    Optional<TlsPlan> tls(Side side);

    Duration limit(String name);

    default Optional<Authentication> authentication() {
        return Optional.empty();
    }
}
