package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import org.stockade.access.Decision;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.log.EventLog;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.session.MasterSession;
import org.stockade.session.Outcome;

/** How a client is sent away: in silence, by a reset, or in its protocol's own words. */
final class Refusals {
    /** Within this time a refused client must take the answer that tells it so. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** How long a dropped client is kept waiting for nothing. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final EventLog LOG = EventLog.of("core");

    private Refusals() {}

    /** The rules refuse; whether the client sees an orderly end. */
    static boolean byRules(MasterSession master, Endpoint client, String why)
            throws EndpointClosedException {
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
                silence();
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

    /** The service refuses; lets its proxy tell the client. */
    static boolean byService(
            MasterSession master, Endpoint client, ServicePlan plan, Outcome outcome, String why) {
        master.decide(outcome, why);
        LOG.info("refused", master, "the service refuses", "client", client.remote(), "why", why);
        Recipe recipe = plan.recipe().orElse(null);
        if (recipe == null) {
            return true;
        }
        try (var writing = client.writeWithin("refusal", ANSWER);
                var reading = client.readWithin("refused request", ANSWER)) {
            recipe.refuse(client, why);
            client.flush();
            return true;
        } catch (IOException gone) {
            return false;
        }
    }
}
