package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stockade.chain.Chainer;
import org.stockade.chain.Router.Route;
import org.stockade.chain.Targets;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.nat.Translation;
import org.stockade.engine.internal.nat.Translation.Addresses;
import org.stockade.engine.internal.route.LocalPorts;
import org.stockade.engine.internal.route.TargetTable;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.Outcome;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Wish;

/** How one stacked session gets to its server: what it may name, and what is checked before. */
final class ServerLink {
    /** Within this time a name must be resolved, or within the connect limit if that is shorter. */
    private static final Duration RESOLVE = Duration.ofSeconds(5);

    private final Engine engine;
    private final SessionRun run;
    private final StackedSession session;
    private final TapPlace tap;
    private final Blame blame;
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile boolean shares;

    /** Whether the protocol has named the target. */
    private volatile boolean named;

    /** How the protocol has named it, host and port. */
    private volatile String name = "";

    ServerLink(Engine engine, SessionRun run, StackedSession session, TapPlace tap, Blame blame) {
        this.engine = engine;
        this.run = run;
        this.session = session;
        this.tap = tap;
        this.blame = blame;
    }

    /** Its targets are its parent's: named by the protocol where they are. */
    void follows(ServerLink parent) {
        named = parent.named;
        name = parent.name;
    }

    /** Whether the proxy wants connections that served another session, and gives its own. */
    void sharesServers(boolean yes) {
        shares = yes;
    }

    /** Through the chainer; without one the stream that was given, once. */
    Endpoint connect() throws IOException {
        Optional<Chainer> chainer = session.chainer();
        if (chainer.isPresent()) {
            return chain(chainer.get());
        }
        Endpoint given =
                session.serverStream()
                        .orElseThrow(
                                () ->
                                        new ConnectFailedException(
                                                "no server stream was given", false));
        if (!taken.compareAndSet(false, true)) {
            throw new ConnectFailedException(
                    "the server stream was taken already; a child has one", false);
        }
        return given;
    }

    /** To a server that the protocol names. */
    Endpoint connect(String host, int port) throws IOException {
        if (session.chainer().isEmpty()) {
            return connect();
        }
        try {
            name = host + ":" + port;
            session.setTargets(permittedTargets(host, port));
            named = true;
        } catch (IOException refused) {
            decide(refused);
            throw refused;
        }
        return chain(session.chainer().get());
    }

    private List<SockAddr> permittedTargets(String host, int port) throws IOException {
        if (!session.route().inband()) {
            throw new AccessDeniedException(
                    "the protocol may not name its target here; to permit it use router: inband");
        }
        if (port < 1 || port > 65535) {
            throw new ConnectFailedException(
                    "port " + port + " of target " + host + " is out of range; use 1 to 65535",
                    false);
        }
        Duration limit = session.limit("connect");
        List<SockAddr> found =
                engine.resolver()
                        .resolve(
                                run.plan().resolver(),
                                host,
                                port,
                                limit.compareTo(RESOLVE) < 0 ? limit : RESOLVE);
        List<SockAddr> permitted = found.stream().filter(each -> refusal(each).isEmpty()).toList();
        if (permitted.isEmpty()) {
            SockAddr first = found.getFirst();
            run.trail().asks(name, first, first);
            session.setServerAddress(first);
            throw new AccessDeniedException(refusal(first).orElseThrow());
        }
        return permitted;
    }

    private Optional<String> refusal(SockAddr target) {
        return InbandTargets.refusal(target, run.zoneOf(target));
    }

    private Endpoint chain(Chainer chainer) throws IOException {
        try {
            Endpoint server = chainer.chainParent(session);
            session.setServerStream(server);
            tap.follow();
            return server;
        } catch (IOException | RuntimeException failed) {
            blame.chainerHasThrown(failed);
            decide(failed);
            throw failed;
        }
    }

    private void decide(Exception failed) {
        if (run.wish() != Wish.END) {
            if (failed instanceof AccessDeniedException) {
                run.trail().targetRefused();
            }
            run.master().decide(Outcome.of(failed), String.valueOf(failed.getMessage()));
        }
    }

    /** What is known of the servers of the service. */
    Targets targets() {
        return table();
    }

    private TargetTable table() {
        return engine.counters().of(run.plan().policy().name()).targets();
    }

    /** The one way to a server: whatever leads here is checked here. */
    Endpoint dial(Optional<SockAddr> local, SockAddr remote, Duration limit) throws IOException {
        String asked = named ? name : "";
        run.trail().asks(asked, remote, remote);
        Addresses real = translated(new Addresses(local, remote));
        if (!real.remote().equals(remote)) {
            run.trail().asks(asked, remote, real.remote());
        }
        // For a connection that is there already too: policy may have changed since it was made.
        session.setServer(real.remote());
        blame.checkOpen(run.endpoints().count());
        ServerPool.Key key = shares && !run.isDatagrams() ? key(real) : null;
        Endpoint kept = key == null ? null : engine.servers().take(key, session).orElse(null);
        Endpoint server =
                run.adopt(kept == null ? open(real, local, limit) : kept, key, load(remote));
        session.setServerLocal(server.local());
        return server;
    }

    /** From one port, or where the router is loose and no translation chose another, of a group. */
    private Endpoint open(Addresses real, Optional<SockAddr> asked, Duration limit)
            throws IOException {
        // What the server is spoken to by is what the client speaks.
        if (run.isDatagrams()) {
            return engine.datagrams().connect(real.local(), real.remote());
        }
        Route route = session.route();
        int port = real.local().map(SockAddr::port).orElse(0);
        if (!route.loose() || port == 0 || asked.map(SockAddr::port).orElse(0) != port) {
            return engine.transport().connect(real.local(), real.remote(), limit);
        }
        return new LooseConnecting(
                        (local, left) ->
                                engine.transport().connect(Optional.of(local), real.remote(), left),
                        () -> session.wish() == Wish.END)
                .connect(
                        real.local().orElseThrow(),
                        LocalPorts.of(port, route.random()),
                        real.remote(),
                        limit);
    }

    private @Nullable AtomicInteger load(SockAddr target) {
        return session.chainer().map(Chainer::countsConnections).orElse(false)
                ? table().counter(target)
                : null;
    }

    private ServerPool.Key key(Addresses real) {
        return new ServerPool.Key(
                run.loop(), run.plan().policy().name(), real.remote(), real.local());
    }

    private Addresses translated(Addresses before) throws IOException {
        Translation translation = run.plan().translation();
        Addresses real;
        try {
            real = translation.of(session.clientAddress(), before);
        } catch (AccessDeniedException refused) {
            // The record names what was refused.
            session.setServerAddress(before.remote());
            throw refused;
        }
        // The protocol must not reach by a detour what it may not name.
        if (named && !real.remote().equals(before.remote())) {
            Optional<String> refusal = refusal(real.remote());
            if (refusal.isPresent()) {
                session.setServerAddress(real.remote());
                throw new AccessDeniedException(
                        "translated from " + before.remote() + ": " + refusal.get());
            }
        }
        return real;
    }

    void giveBack(Endpoint server) {
        if (session.serverStream().orElse(null) == server) {
            session.setServerStream(null);
            // Before it is another session's.
            tap.follow();
        }
        run.giveBack(server);
    }
}
