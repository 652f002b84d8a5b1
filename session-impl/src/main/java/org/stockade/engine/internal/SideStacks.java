package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.stockade.chain.Chainer;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.Child;
import org.stockade.session.LimitException;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Fork;
import org.stockade.session.StackedSession.Wish;
import org.stockade.session.Verdict;
import org.stockade.transport.PipeEndpoint;

/**
 * The proxies that chainers have put between one node and its servers: core.md section 10.6. Proxy
 * and child work at the same time, so the child has a thread of its own and a pipe in memory.
 */
final class SideStacks {
    /** More is a proxy that connects and never closes. */
    private static final int MOST = 32;

    /** How long what was written last may take, through the child to the server. */
    private static final Duration LAST = Duration.ofSeconds(5);

    private final Engine engine;
    private final SessionRun run;
    private final NodeWork node;
    private final FewOf<Beside> sides = new FewOf<>();

    /** One of them: our end of the pipe, and the child's thread. */
    private record Beside(PipeEndpoint near, Fork<Optional<String>> fork) {}

    SideStacks(Engine engine, SessionRun run, NodeWork node) {
        this.engine = engine;
        this.run = run;
        this.node = node;
    }

    /** Starts one: see {@link StackedSession#sideStack}. */
    Endpoint start(Child child, Chainer chainer) throws IOException {
        sides.removeIf(side -> side.fork().ended());
        if (sides.all().size() >= MOST) {
            throw new LimitException(
                    "the session has "
                            + MOST
                            + " proxies between it and its servers; close what is done with");
        }
        Stacking stacking = new Stacking(engine, run, node, child);
        Optional<String> refusal = stacking.refusal();
        if (refusal.isPresent()) {
            throw new ConnectFailedException("side-stack: " + refusal.get(), false);
        }
        // Here and now: the targets are those of this moment.
        StackedSession session = new StackedSession(node.session(), chainer);
        PipeEndpoint.Pair pipe = pipe();
        boolean started = false;
        try {
            run.adoptInner(pipe.one());
            run.adoptInner(pipe.other());
            sides.add(
                    new Beside(
                            pipe.one(),
                            node.fork(
                                    "side-" + child.proxy(),
                                    () -> serve(stacking, session, pipe.other()))));
            started = true;
            return pipe.one();
        } finally {
            if (!started) {
                pipe.one().abort();
                pipe.other().abort();
            }
        }
    }

    /** It shows the client's address to the child, and to the proxy where it would go. */
    private PipeEndpoint.Pair pipe() {
        StackedSession session = node.session();
        SockAddr aim =
                session.route().targets().stream().findFirst().orElseGet(run.client()::local);
        return PipeEndpoint.pair(
                run.client().remote(),
                aim,
                PipeEndpoint.Shape.NORMAL,
                engine.buffers(),
                engine.buffers());
    }

    /**
     * The child's thread.
     *
     * @return why it ended badly; empty: it did not
     */
    private Optional<String> serve(Stacking stacking, StackedSession session, PipeEndpoint far) {
        Optional<String> bad = Optional.of("the child has not returned");
        try {
            Payload payload = new Payload.Chained(far, session.chainer().orElseThrow());
            bad = whyBad(stacking.run(payload, session));
        } catch (IOException gone) {
            bad = Optional.of(String.valueOf(gone.getMessage()));
        } finally {
            bad.ifPresent(run.master()::note);
            close(far, bad.isEmpty());
            far.release();
            boolean clean = bad.isEmpty();
            session.serverStream().ifPresent(server -> close(server, clean));
        }
        return bad;
    }

    private static Optional<String> whyBad(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accept() -> Optional.empty();
            case Verdict.Reject(String reply) -> Optional.of(reply);
            case Verdict.Drop(String why) -> Optional.of(why);
            case Verdict.Abort(String why) -> Optional.of(why);
            case Verdict.Failed(String why) -> Optional.of(why);
        };
    }

    /** Nobody is left to see a failure: closing shows the peer a reset where it did not go. */
    private static void close(Endpoint endpoint, boolean clean) {
        if (!clean) {
            endpoint.abort();
            return;
        }
        try (var limit = endpoint.writeWithin("last output", LAST)) {
            endpoint.flush();
        } catch (IOException gone) {
            endpoint.abort();
            return;
        }
        endpoint.close();
    }

    /** The proxy has returned in order: what it has written last still goes its way. */
    void end() {
        if (sides.isEmpty()) {
            return;
        }
        sides.forEach(side -> close(side.near(), true));
        long until = System.nanoTime() + LAST.toNanos();
        for (Beside side : sides) {
            Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
            if (run.wish() == Wish.END || !((ForkTask<?>) side.fork()).awaitEnd(left)) {
                return;
            }
        }
    }
}
