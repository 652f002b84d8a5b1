package org.stockade.engine.internal.route;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.access.SessionWork;
import org.stockade.chain.Chainer;
import org.stockade.chain.Router.Route;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AbstractSession;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.MasterSession;
import org.stockade.session.StackedSession;
import org.stockade.session.Zone;

/** Servers of which some are up and some take their time, a clock, and what was tried. */
final class SomeServers implements Access {
    final Set<SockAddr> up = ConcurrentHashMap.newKeySet();
    final Set<SockAddr> silent = ConcurrentHashMap.newKeySet();
    final Set<SockAddr> untried = ConcurrentHashMap.newKeySet();
    final Set<SockAddr> forbidden = ConcurrentHashMap.newKeySet();
    final List<String> tried = new ArrayList<>();
    final List<Duration> limits = new ArrayList<>();
    final AtomicLong nanos = new AtomicLong();
    final TargetTable table = new TargetTable("web", nanos::get);
    Duration connect = Duration.ofSeconds(15);

    /** The n-th of them; the first is 0. */
    static SockAddr server(int number) {
        return SockAddr.of("203.0.113." + (number + 1), 80);
    }

    /** One attempt with these targets; the one that was reached, or the failure. */
    SockAddr attempt(Chainer chainer, int targets) throws Exception {
        tried.clear();
        List<SockAddr> all = new ArrayList<>();
        for (int i = 0; i < targets; i++) {
            all.add(server(i));
        }
        StackedSession session = new StackedSession(new MasterSession(this), chainer);
        session.setRoute(new Route(all, Optional.empty(), false, false, false));
        return chainer.chainParent(session).remote();
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Object dial(SockAddr to, Duration limit) throws Exception {
        tried.add("T" + (to.address().getAddress()[3] - 1));
        limits.add(limit);
        if (forbidden.contains(to)) {
            throw new AccessDeniedException(to + " is forbidden");
        }
        if (untried.contains(to)) {
            throw ConnectFailedException.ours("server " + to + " cannot be tried: no descriptor");
        }
        if (silent.contains(to)) {
            pass(limit);
            throw new ConnectFailedException("server " + to + " did not answer", true);
        }
        if (!up.contains(to)) {
            throw new ConnectFailedException("server " + to + " refused the connection", false);
        }
        return Proxy.newProxyInstance(
                Endpoint.class.getClassLoader(),
                new Class<?>[] {Endpoint.class},
                (proxy, method, arguments) -> to);
    }

    @Override
    public SessionWork work(StackedSession session) {
        return (SessionWork)
                Proxy.newProxyInstance(
                        SessionWork.class.getClassLoader(),
                        new Class<?>[] {SessionWork.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "dial" ->
                                            dial((SockAddr) arguments[1], (Duration) arguments[2]);
                                    case "targets" -> table;
                                    case "limit" -> connect;
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }

    @Override
    public String firewallName() {
        return "edge";
    }

    @Override
    public Optional<Zone> zoneOf(SockAddr address) {
        return Optional.empty();
    }

    @Override
    public Decision decide(MasterSession session) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void checkServer(AbstractSession session, SockAddr real) {}

    @Override
    public void ended(MasterSession session) {}
}
