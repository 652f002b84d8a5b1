package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stockade.access.Decision;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.engine.internal.containment.Account;
import org.stockade.engine.internal.containment.Admission;
import org.stockade.engine.internal.containment.Charge;
import org.stockade.engine.internal.detect.Peek;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.engine.internal.replay.RecordedUser;
import org.stockade.log.EventLog;
import org.stockade.policy.RulePolicy;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.MasterSession;
import org.stockade.session.Outcome;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Wish;

/**
 * From an accepted client to its proxy at work: rules, service, admission, router; or a refusal.
 */
final class Reception {
    /** Within this time a refused client must take the answer that tells it so. */
    private static final Duration REFUSAL = Duration.ofSeconds(5);

    /** How long a dropped client is kept waiting for nothing. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final EventLog LOG = EventLog.of("core");

    private final Engine engine;
    private final SessionRun run;
    private final MasterSession master;
    private final Endpoint client;

    Reception(Engine engine, SessionRun run) {
        this.engine = engine;
        this.run = run;
        this.master = run.master();
        this.client = run.client();
    }

    /** Whether the session came to an orderly end; otherwise the peers are shown a reset. */
    boolean serve() throws IOException {
        master.setServiceInstance(engine.counters().of(ServiceCounters.NO_SERVICE)::nextInstance);
        run.check().know();
        run.trail().known(RecordedUser.of(master));
        if (!detect()) {
            return true;
        }
        try {
            master.setClient(client, client.remote());
        } catch (AccessDeniedException denied) {
            return refusedByRules(denied);
        }
        ServicePlan chosen =
                run.choose(master.decision().flatMap(Decision::service).orElseThrow().name());
        String name = chosen.policy().name();
        master.setService(chosen.policy());
        ServiceCounters.Counter counter = engine.counters().of(name);
        master.setServiceInstance(counter.nextInstance());
        if (!chosen.ready()) {
            LOG.warning(
                    "service-not-ready", master, "the session is refused", "why", chosen.refused());
            run.trail().refusedByService();
            return refused(chosen, Outcome.DENIED_BY_UNKNOWN_FAIL, chosen.refused());
        }
        if (run.isDatagrams() && !chosen.takesDatagrams()) {
            return refused(
                    chosen, Outcome.DENIED_BY_UNKNOWN_FAIL, DatagramCheck.refusal(chosen.policy()));
        }
        Optional<String> maintenance = counter.maintenance(chosen.policy());
        if (maintenance.isPresent()) {
            if (chosen.policy().admission().maintenance().isPresent()) {
                run.trail().refusedByService();
            }
            return refused(
                    chosen,
                    Outcome.DENIED_BY_POLICY,
                    "service \"" + name + "\" is in maintenance: " + maintenance.get(),
                    recipe -> recipe.refuseForMaintenance(client, maintenance.get()));
        }
        return switch (engine.containment().admit(account(chosen))) {
            case Admission.Refused(String why, boolean quarantined) ->
                    quarantined ? quarantined(why) : refused(chosen, Outcome.DENIED_BY_LIMIT, why);
            case Admission.Granted(Charge charge) -> admitted(chosen, counter, charge);
        };
    }

    /**
     * Looks at what the client speaks, where a rule waits for it.
     *
     * @return whether the session goes on
     */
    private boolean detect() throws IOException {
        Listener listener = run.listener();
        if (run.isDatagrams() || listener.refusal(master).isPresent()) {
            return true;
        }
        Connection arriving = run.generation().arriving(master, listener.name(), client);
        Optional<RulePolicy> awaited = run.generation().awaited(arriving);
        if (awaited.isEmpty()) {
            return true;
        }
        DetectionServer server =
                new DetectionServer(engine, run, arriving, awaited.get().service());
        List<String> found =
                new Peek(run.generation().detectors(), engine.detectLimit(), server).at(client);
        Detection.publish(master, found);
        if (run.wish() == Wish.FINISH && master.attribute(Detection.PROTOCOL).isEmpty()) {
            master.decide(
                    Outcome.DENIED_BY_LIMIT,
                    "the session was asked to finish before its client had said what it speaks");
            return false;
        }
        return true;
    }

    private Account account(ServicePlan chosen) {
        return engine.containment().account(chosen.policy().proxy(), chosen.bundle());
    }

    private boolean admitted(ServicePlan chosen, ServiceCounters.Counter counter, Charge charge)
            throws IOException {
        Optional<String> unknown = run.check().refusal(chosen);
        if (unknown.isPresent()) {
            charge.release();
            run.trail().refusedByService();
            return refused(chosen, Outcome.DENIED_BY_POLICY, unknown.get());
        }
        return switch (counter.admit(chosen.policy(), client.remote().address())) {
            case ServiceCounters.Refusal(String why) -> {
                charge.release();
                yield refused(chosen, Outcome.DENIED_BY_LIMIT, why);
            }
            case ServiceCounters.Place place -> {
                run.admitted(place, charge);
                master.setStarted();
                yield start(chosen, charge);
            }
        };
    }

    private boolean start(ServicePlan chosen, Charge charge) throws IOException {
        StackedSession session = new StackedSession(master, chosen.chainer());
        session.setClientStream(client);
        session.setProxy(chosen.policy().proxy());
        Recipe recipe = chosen.recipe().orElseThrow();
        NodeWork node = run.node(session, null);
        try {
            session.setRoute(chosen.router().route(session));
        } catch (RuntimeException | Error broken) {
            run.failedIn("router \"" + chosen.policy().router() + "\"", broken);
            return false;
        }
        node.blame().charge(charge);
        Optional<String> keptOut = run.check().enter(node);
        if (keptOut.isPresent()) {
            return refused(chosen, Outcome.DENIED_BY_POLICY, keptOut.get());
        }
        engine.proxyThreads().enter(node);
        try {
            LOG.debug("session-started", session, "started", "client", client.remote());
            node.sharesServers(recipe.sharesServers());
            recipe.create().run(session);
            node.rethrowUnjoined();
            node.sides().end();
        } catch (RuntimeException | Error broken) {
            node.blame().thrown(broken);
            run.failedIn("proxy \"" + chosen.policy().proxy() + "\" of " + chosen.bundle(), broken);
            return false;
        } finally {
            engine.proxyThreads().leave(node);
            run.check().ended();
        }
        return run.wish() != Wish.END;
    }

    private boolean refusedByRules(AccessDeniedException denied) throws EndpointClosedException {
        String why = String.valueOf(denied.getMessage());
        master.decide(Outcome.DENIED_BY_POLICY, why);
        LOG.info(
                "refused",
                master,
                "no service for this client",
                "client",
                client.remote(),
                "why",
                why);
        return switch (master.decision().map(Decision::refusal).orElse(Decision.Refusal.CLOSE)) {
            case CLOSE -> true;
            case RESET -> false;
            case DROP -> {
                // Who sends datagrams waits for nothing, and may not be who he says.
                if (!run.isDatagrams()) {
                    silence();
                }
                yield false;
            }
        };
    }

    private static void silence() throws EndpointClosedException {
        try {
            Thread.sleep(SILENCE);
        } catch (InterruptedException killed) {
            throw new EndpointClosedException("the session was ended");
        }
    }

    /**
     * As if the proxy were not there: nothing of its bundle's code runs, and the client is closed.
     */
    private boolean quarantined(String why) {
        master.decide(Outcome.DENIED_BY_UNKNOWN_FAIL, why);
        LOG.info(
                "refused",
                master,
                "its bundle is quarantined",
                "client",
                client.remote(),
                "why",
                why);
        return true;
    }

    /** How a client is told, in its protocol. */
    @FunctionalInterface
    private interface Telling {
        void by(Recipe recipe) throws IOException;
    }

    private boolean refused(ServicePlan chosen, Outcome outcome, String why) {
        return refused(chosen, outcome, why, recipe -> recipe.refuse(client, why));
    }

    private boolean refused(ServicePlan chosen, Outcome outcome, String why, Telling telling) {
        master.decide(outcome, why);
        LOG.info("refused", master, "the service refuses", "client", client.remote(), "why", why);
        Recipe recipe = chosen.recipe().orElse(null);
        // Of a quarantined bundle nothing runs, not even what says no.
        boolean silent =
                run.isDatagrams() || engine.containment().refusal(account(chosen)).isPresent();
        if (recipe == null || silent) {
            return true;
        }
        try (var writing = client.writeWithin("refusal", REFUSAL);
                var reading = client.readWithin("refused request", REFUSAL)) {
            telling.by(recipe);
            client.flush();
            return true;
        } catch (IOException gone) {
            return false;
        } catch (RuntimeException | Error broken) {
            engine.containment().fault(account(chosen), Stacks.said(broken));
            run.failedIn("the refusal of " + chosen.bundle(), broken);
            return false;
        }
    }
}
