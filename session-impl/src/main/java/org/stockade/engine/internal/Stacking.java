package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;
import org.stockade.engine.internal.containment.Account;
import org.stockade.engine.internal.containment.Admission;
import org.stockade.engine.internal.containment.Charge;
import org.stockade.log.EventLog;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.session.Child;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;
import org.stockade.transport.PayloadEndpoint;

/** Runs one child on the calling thread and settles what becomes of its output. */
final class Stacking {
    /** Children below children: more is a policy that stacks a proxy on itself. */
    private static final int DEEPEST = 16;

    /** Longest wait for forks whose child has returned. */
    private static final Duration FORKS = Duration.ofSeconds(5);

    private static final EventLog LOG = EventLog.of("core");

    private final Engine engine;
    private final SessionRun run;
    private final NodeWork parent;
    private final ChildRecipe child;

    Stacking(Engine engine, SessionRun run, NodeWork parent, Child child) {
        if (!(child instanceof ChildRecipe recipe)) {
            throw new IllegalArgumentException(
                    "a child comes from Settings; " + child.getClass().getName() + " does not");
        }
        this.engine = engine;
        this.run = run;
        this.parent = parent;
        this.child = recipe;
    }

    Verdict run(Payload payload) throws IOException {
        return run(
                payload,
                payload instanceof Payload.Chained chained
                        ? new StackedSession(parent.session(), chained.chainer())
                        : new StackedSession(parent.session()));
    }

    /** Why the child would not even begin now; empty: it would. */
    Optional<String> refusal() {
        if (child.recipe().isEmpty()) {
            return Optional.of("proxy \"" + child.proxy() + "\" is not there to be stacked");
        }
        return depth() >= DEEPEST
                ? Optional.of("children are stacked more than " + DEEPEST + " deep")
                : engine.containment().refusal(account());
    }

    private Account account() {
        return engine.containment().account(child.proxy(), child.bundle());
    }

    /**
     * Likewise.
     *
     * @param session the child's, of nobody yet
     */
    Verdict run(Payload payload, StackedSession session) throws IOException {
        Optional<String> refusal = refusal();
        if (refusal.isPresent()) {
            return failed(null, refusal.get());
        }
        return switch (engine.containment().admit(account())) {
            case Admission.Refused refused -> failed(null, refused.why());
            case Admission.Granted(Charge charge) -> {
                try {
                    yield run(payload, session, charge);
                } finally {
                    charge.release();
                }
            }
        };
    }

    private Verdict run(Payload payload, StackedSession session, Charge charge) throws IOException {
        session.setProxy(child.proxy());
        session.setNumber(parent.countChild(child.proxy()));
        HeldOutput held = hold(payload);
        Payload given = held == null ? payload : held.payload();
        NodeWork node = run.node(session, given);
        node.blame().charge(charge);
        if (payload instanceof Payload.Chained) {
            node.goesWhereItsParentDoes(parent);
        }
        if (held != null) {
            held.heldFor(node);
        }
        giveStreams(session, given);
        ChildKill kill = new ChildKill(engine, run, node);
        node.runs(child.bundle(), kill);
        try {
            Verdict answer = runChild(session, node, kill);
            Optional<Verdict> killed = kill.verdict();
            return killed.isPresent() ? killed.get() : settle(payload, held, node, answer);
        } finally {
            node.close(FORKS);
            if (held != null) {
                held.close();
                release(held.payload());
            }
            release(payload);
            run.leave(node);
        }
    }

    /** Gives back what endpoints made for the child still hold: the child has returned. */
    private static void release(Payload payload) {
        for (Endpoint endpoint : endpointsOf(payload)) {
            if (endpoint instanceof PayloadEndpoint framed) {
                framed.release();
            }
        }
    }

    private static List<Endpoint> endpointsOf(Payload payload) {
        return switch (payload) {
            case Payload.Through through -> List.of(through.client(), through.server());
            case Payload.Chained chained -> List.of(chained.client());
            case Payload.OneWay oneWay -> List.of(oneWay.client(), oneWay.server());
        };
    }

    private int depth() {
        int depth = 0;
        for (var at = parent.session().owner();
                at instanceof StackedSession above;
                at = above.owner()) {
            depth++;
        }
        return depth;
    }

    private @Nullable HeldOutput hold(Payload payload) {
        return payload instanceof Payload.OneWay oneWay && oneWay.hold() != Payload.Hold.NOTHING
                ? new HeldOutput(parent, oneWay, parent.spool(Engine.BODY_LIMIT))
                : null;
    }

    private static void giveStreams(StackedSession session, Payload payload) {
        switch (payload) {
            case Payload.Through through -> {
                session.setClientStream(through.client());
                session.setServerStream(through.server());
            }
            case Payload.Chained chained -> session.setClientStream(chained.client());
            case Payload.OneWay oneWay -> {
                session.setClientStream(oneWay.client());
                session.setServerStream(oneWay.server());
            }
        }
    }

    private Verdict runChild(StackedSession session, NodeWork node, ChildKill kill) {
        kill.enter();
        NodeWork before = engine.proxyThreads().enter(node);
        try {
            Recipe recipe = child.recipe().orElseThrow();
            node.sharesServers(recipe.sharesServers());
            recipe.create().run(session);
            node.rethrowUnjoined();
            node.sides().end();
            return node.answered().orElseGet(Verdict.Accept::new);
        } catch (IOException ended) {
            return node.answered()
                    .filter(answer -> !(answer instanceof Verdict.Accept))
                    .orElseGet(() -> failed(session, String.valueOf(ended.getMessage())));
        } catch (RuntimeException | Error broken) {
            if (!kill.isAsked()) {
                node.blame().thrown(broken);
                run.childFault();
            }
            LOG.error(
                    "child-failed",
                    session,
                    "closed, not open",
                    "bundle",
                    child.bundle(),
                    "failure",
                    Stacks.said(broken),
                    "at",
                    Stacks.top(broken));
            return new Verdict.Failed(
                    "child \"" + child.proxy() + "\" failed: " + Stacks.said(broken));
        } finally {
            engine.proxyThreads().back(node, before);
            kill.leave();
        }
    }

    private Verdict failed(@Nullable StackedSession session, String why) {
        LOG.warning(
                "child-failed",
                session == null ? parent.session() : session,
                "closed, not open",
                "bundle",
                child.bundle(),
                "failure",
                why);
        return new Verdict.Failed("child \"" + child.proxy() + "\" failed: " + why);
    }

    /** A failure of an endpoint counts also where the child swallowed it. */
    private Verdict settle(
            Payload payload, @Nullable HeldOutput held, NodeWork node, Verdict verdict)
            throws IOException {
        boolean accepted = verdict instanceof Verdict.Accept;
        if (held != null && accepted) {
            held.gather();
        }
        for (Endpoint endpoint : endpointsOf(payload)) {
            rethrowFailureOf(endpoint);
        }
        if (!(payload instanceof Payload.OneWay oneWay)) {
            return verdict;
        }
        if (held != null && accepted && held.failure() != null) {
            return failed(node.session(), held.failure());
        }
        if (accepted) {
            if (held != null) {
                held.release();
            }
            if (oneWay.to() instanceof PayloadEndpoint framed) {
                framed.complete();
            } else {
                oneWay.to().flush();
            }
        }
        return verdict;
    }

    private static void rethrowFailureOf(Endpoint endpoint) throws IOException {
        if (endpoint instanceof PayloadEndpoint framed && framed.failure().isPresent()) {
            throw framed.failure().get();
        }
    }
}
