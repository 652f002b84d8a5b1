package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stockade.access.SessionWork;
import org.stockade.auth.Authentication;
import org.stockade.chain.Chainer;
import org.stockade.chain.Targets;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TlsPlan;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.session.Child;
import org.stockade.session.Expected;
import org.stockade.session.Payload;
import org.stockade.session.Side;
import org.stockade.session.Spool;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Fork;
import org.stockade.session.StackedSession.Wish;
import org.stockade.session.Verdict;
import org.stockade.transport.PayloadEndpoint;

/**
 * The engine's part of one stacked session: server, children, forks, and what they must give back.
 */
final class NodeWork implements SessionWork {
    private final Engine engine;
    private final SessionRun run;
    private final StackedSession session;
    private final @Nullable Payload payload;
    private final ServerLink server;
    private final SideStacks sides;
    private final SecondaryLink secondary;

    private final TapPlace tap;
    private final Blame blame;
    private final long begun = System.nanoTime();
    private final AtomicReference<@Nullable Verdict> verdict = new AtomicReference<>();
    private final FewOf<ForkTask<?>> forks = new FewOf<>();
    private final FewOf<AutoCloseable> leases = new FewOf<>();
    private final FewOf<Thread> takers = new FewOf<>();

    private final ChildNumbers children = new ChildNumbers();
    private volatile @Nullable ChildKill kill;
    private volatile String bundle = "";
    private volatile boolean closed;

    NodeWork(Engine engine, SessionRun run, StackedSession session, @Nullable Payload payload) {
        this.engine = engine;
        this.run = run;
        this.session = session;
        this.payload = payload;
        this.tap = new TapPlace(session);
        this.blame = new Blame(run, session);
        this.server = new ServerLink(engine, run, session, tap, blame);
        this.sides = new SideStacks(engine, run, this);
        this.secondary = new SecondaryLink(engine, run, session);
    }

    StackedSession session() {
        return session;
    }

    /** Which loop its session is on. */
    int loop() {
        return run.loop();
    }

    /** When it was made, as of {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    TapPlace tap() {
        return tap;
    }

    // As a child, and as a parent

    /** A child is about to run here: code of this bundle, which may be ended by itself. */
    void runs(String ofBundle, ChildKill ending) {
        bundle = ofBundle;
        kill = ending;
    }

    /** Name and version of the bundle of a child; empty for a session's first proxy. */
    String bundle() {
        return bundle;
    }

    /** How to end this child alone; empty for a session's first proxy. */
    Optional<ChildKill> kill() {
        return Optional.ofNullable(kill);
    }

    private boolean isKilled() {
        ChildKill asked = kill;
        return asked != null && asked.isAsked();
    }

    /** Counts one more child of this name: the number of it. */
    int countChild(String name) {
        return children.next(name);
    }

    /** What its proxy answers for. */
    Blame blame() {
        return blame;
    }

    /** Bytes in its spools. */
    long spooledBytes() {
        long bytes = 0;
        for (AutoCloseable lease : leases) {
            bytes += lease instanceof Spool spool ? spool.size() : 0;
        }
        return bytes;
    }

    // Server

    /** Whether the proxy wants connections that served another session, and gives its own. */
    void sharesServers(boolean yes) {
        server.sharesServers(yes);
    }

    @Override
    public Endpoint connectServer() throws IOException {
        return server.connect();
    }

    @Override
    public Endpoint connectServer(String host, int port) throws IOException {
        return server.connect(host, port);
    }

    @Override
    public Endpoint dial(Optional<SockAddr> local, SockAddr remote) throws IOException {
        return server.dial(local, remote, limit("connect"));
    }

    @Override
    public Endpoint dial(Optional<SockAddr> local, SockAddr remote, Duration limit)
            throws IOException {
        Duration all = limit("connect");
        return server.dial(local, remote, limit.compareTo(all) < 0 ? limit : all);
    }

    @Override
    public Targets targets() {
        return server.targets();
    }

    @Override
    public void giveBack(Endpoint server) {
        this.server.giveBack(server);
    }

    @Override
    public Endpoint sideStack(Child child, Chainer chainer) throws IOException {
        return sides.start(child, chainer);
    }

    /** The proxies that its chainer has put between it and its servers. */
    SideStacks sides() {
        return sides;
    }

    /** A child that gets its server side by itself goes where its parent would go. */
    void goesWhereItsParentDoes(NodeWork parent) {
        server.follows(parent.server);
    }

    @Override
    public Expected expect(Side side, PortRange ports, SockAddr peer) throws IOException {
        return expect(TransportProtocol.TCP, side, ports, peer);
    }

    @Override
    public Expected expect(TransportProtocol protocol, Side side, PortRange ports, SockAddr peer)
            throws IOException {
        run.check().requireIn();
        leases.removeIf(lease -> lease instanceof ExpectedPeer over && over.isOver());
        ExpectedPeer expected = secondary.expect(protocol, side, ports, peer, expected());
        if (!lease(expected)) {
            throw new EndpointClosedException("session " + session.sessionId() + " has ended");
        }
        return expected;
    }

    @Override
    public Endpoint connectSecondary(Side side, Optional<SockAddr> local, SockAddr to)
            throws IOException {
        return connectSecondary(TransportProtocol.TCP, side, local, to);
    }

    @Override
    public Endpoint connectSecondary(
            TransportProtocol protocol, Side side, Optional<SockAddr> local, SockAddr to)
            throws IOException {
        return secondary.connect(protocol, side, local, to, expected());
    }

    /** How many expected peers have not come yet; what has ended does not count. */
    private long expected() {
        return leases.all().stream().filter(ExpectedPeer.class::isInstance).count();
    }

    /** Its connections besides those to client and server. */
    Secondaries secondaries() {
        return secondary.all();
    }

    // Payload and children

    @Override
    public void relay(Endpoint a, Endpoint b, boolean halfClose) throws IOException {
        if (a instanceof DatagramEndpoint client && b instanceof DatagramEndpoint server) {
            new DatagramRelay(this, client, server).run();
        } else {
            new Relay(this, a, b, halfClose).run();
        }
    }

    @Override
    public Verdict stack(Child child, Payload given) throws IOException {
        return new Stacking(engine, run, this, child).run(given);
    }

    @Override
    public PayloadEndpoint endpoint(ByteSource source, ByteSink sink) {
        return new PayloadEndpoint(source, sink, run.client(), null, engine.buffers());
    }

    @Override
    public Payload payload() {
        Payload given = payload;
        if (given == null) {
            throw new IllegalStateException(
                    "session " + session.sessionId() + " is nobody's child");
        }
        return given;
    }

    /** Likewise; {@code null}: it is nobody's child. */
    @Nullable Payload given() {
        return payload;
    }

    @Override
    public void verdict(Verdict answer) {
        verdict.compareAndSet(null, answer);
    }

    /** What the child has answered so far. */
    Optional<Verdict> answered() {
        return Optional.ofNullable(verdict.get());
    }

    @Override
    public Spool spool(long limit) {
        blame.checkKept(leases.all().size());
        Spool spool = new LeasedSpool(engine.spool(limit), leases::remove);
        lease(spool);
        return spool;
    }

    /** Notes what must be given back at the end; {@code false}: that has come, and it was. */
    private boolean lease(AutoCloseable made) {
        leases.add(made);
        if (closed || run.wish() == Wish.END) {
            closeQuietly(made);
            return false;
        }
        return true;
    }

    // Threads and waiting

    @Override
    public <T extends @Nullable Object> Fork<T> fork(String name, Callable<T> task) {
        ForkTask<T> fork = new ForkTask<>(session, name, task);
        forks.removeIf(ForkTask::forgotten);
        blame.checkForks(forksAtWork());
        forks.add(fork);
        boolean started = false;
        try {
            engine.transport()
                    .start(
                            Optional.of(run.client()),
                            run.listener().threadName() + "/" + name,
                            new ThreadWork(() -> work(fork)));
            started = true;
        } finally {
            if (!started) {
                forks.remove(fork);
            }
        }
        if (closed) {
            fork.cancel();
        }
        return fork;
    }

    private int forksAtWork() {
        int atWork = 0;
        for (ForkTask<?> fork : forks) {
            atWork += fork.ended() ? 0 : 1;
        }
        return atWork;
    }

    private void work(ForkTask<?> fork) {
        Thread thread = Thread.currentThread();
        run.entered(thread);
        engine.proxyThreads().enter(this);
        fork.work(
                () -> {
                    engine.proxyThreads().leave(this);
                    run.left(thread);
                });
    }

    /**
     * When the proxy has returned: a fork that has failed, and that it did not join, fails it.
     *
     * @throws IOException the failure of one of them
     */
    void rethrowUnjoined() throws IOException {
        for (ForkTask<?> fork : forks) {
            if (fork.ended() && !fork.forgotten()) {
                fork.rethrow();
            }
        }
    }

    @Override
    public <T> Optional<T> take(BlockingQueue<T> from, Duration atMost) throws IOException {
        takers.add(Thread.currentThread());
        try {
            // After it can be woken: whoever ends the session sets the wish first.
            return closed || wish() == Wish.END
                    ? Optional.empty()
                    : Optional.ofNullable(from.poll(atMost.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException ended) {
            return Optional.empty();
        } finally {
            takers.remove(Thread.currentThread());
        }
    }

    @Override
    public Wish wish() {
        return isKilled() ? Wish.END : run.wish();
    }

    @Override
    public Optional<TlsPlan> tls(Side side) {
        return Optional.empty();
    }

    @Override
    public Optional<Authentication> authentication() {
        return run.check().dialogue(this);
    }

    @Override
    public Duration limit(String name) {
        return TimeLimits.of(name, run.plan());
    }

    /** Ends the whole session. */
    void kill(String why) {
        run.kill(why);
    }

    /** Wakes whoever waits for an expected peer or for an element. */
    void wake() {
        leases.all().stream()
                .filter(ExpectedPeer.class::isInstance)
                .forEach(NodeWork::closeQuietly);
        takers.forEach(Thread::interrupt);
    }

    /** Likewise its forks, from whatever they wait for. */
    void cancelForks() {
        for (ForkTask<?> fork : forks) {
            if (!fork.ended()) {
                fork.cancel();
            }
        }
    }

    /**
     * After the proxy has returned and, at the session's end, its endpoints were closed: wakes the
     * forks, waits for them, then gives everything back.
     *
     * @param atMost longest wait for all forks; whoever takes longer is left behind
     */
    void close(Duration atMost) {
        closed = true;
        long end = System.nanoTime() + atMost.toNanos();
        cancelForks();
        List<ForkTask<?>> awaited = List.of();
        // A fork may begin another one before it ends.
        while (!awaited.equals(forks.all())) {
            awaited = forks.all();
            for (ForkTask<?> fork : awaited) {
                fork.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        }
        tap.close();
        leases.forEach(NodeWork::closeQuietly);
        leases.clear();
    }

    private static void closeQuietly(AutoCloseable lease) {
        try {
            lease.close();
        } catch (Exception gone) {
            // Nobody is left who could do anything about it, and the session has its outcome.
            return;
        }
    }
}
