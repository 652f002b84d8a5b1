package org.stockade.engine.internal;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.stockade.chain.Chainer;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.Outcome;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Wish;

/** How one stacked session gets its server, and gives it back. */
final class NodeServers {
    private final Engine engine;
    private final SessionRun run;
    private final StackedSession session;
    private final TapPlace tap;
    private final Blame blame;
    private final AtomicBoolean serverTaken = new AtomicBoolean();
    private volatile boolean shares;

    NodeServers(Engine engine, SessionRun run, StackedSession session, TapPlace tap, Blame blame) {
        this.engine = engine;
        this.run = run;
        this.session = session;
        this.tap = tap;
        this.blame = blame;
    }

    /** Whether the proxy wants connections that served another session, and gives its own. */
    void share(boolean yes) {
        shares = yes;
    }

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
        if (!serverTaken.compareAndSet(false, true)) {
            throw new ConnectFailedException(
                    "the server stream was taken already; a child has one", false);
        }
        return given;
    }

    Endpoint connect(String host, int port) throws IOException {
        if (session.chainer().isEmpty()) {
            return connect();
        }
        try {
            session.setTargets(
                    new NamedTargets(engine.resolver(), session, run::zoneOf)
                            .permitted(host, port, TimeLimits.of("connect", run.plan())));
        } catch (IOException refused) {
            decide(refused);
            throw refused;
        }
        return chain(session.chainer().get());
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
            run.master().decide(Outcome.of(failed), String.valueOf(failed.getMessage()));
        }
    }

    Endpoint dial(Optional<SockAddr> local, SockAddr remote) throws IOException {
        // For a connection that is there already too: policy may have changed since it was made.
        session.setServer(remote);
        blame.checkOpen(run.openEndpoints());
        ServerPool.Key key = shares ? key(local, remote) : null;
        Endpoint kept = key == null ? null : engine.servers().take(key, session).orElse(null);
        Endpoint server =
                run.adopt(
                        kept == null
                                ? engine.transport()
                                        .connect(
                                                local, remote, TimeLimits.of("connect", run.plan()))
                                : kept,
                        key);
        session.setServerLocal(server.local());
        return server;
    }

    private ServerPool.Key key(Optional<SockAddr> local, SockAddr remote) {
        return new ServerPool.Key(
                engine.transport().loopOf(run.client()), run.plan().policy().name(), remote, local);
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
