package org.stockade.engine.internal;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.stockade.auth.Answer;
import org.stockade.auth.Authentication;
import org.stockade.auth.Credentials;
import org.stockade.auth.Identity;
import org.stockade.engine.internal.auth.Judge;
import org.stockade.policy.AuthenticationPolicy;

/** The dialogue of one session's proxy, bounded in its offers. */
final class InbandDialogue implements Authentication {
    /** Offers of one session that are not accepted. */
    private static final int MOST_OFFERS = 10;

    private final ClientCheck check;
    private final NodeWork node;
    private final ServicePlan plan;

    InbandDialogue(ClientCheck check, NodeWork node, ServicePlan plan) {
        this.check = check;
        this.node = node;
        this.plan = plan;
    }

    @Override
    public String realm() {
        return plan.policy()
                .authentication()
                .map(AuthenticationPolicy::realm)
                .orElse(plan.policy().name());
    }

    @Override
    public Optional<Identity> identity() {
        return check.identity();
    }

    @Override
    public Set<Credentials.Method> methods() {
        return plan.judge().map(Judge::methods).orElse(Set.of());
    }

    @Override
    public Answer judge(Credentials offered) throws IOException {
        if (check.offers().incrementAndGet() > MOST_OFFERS) {
            offered.close();
            return new Answer.Refused(
                    "the session has made " + MOST_OFFERS + " offers, its limit; begin a new one");
        }
        Answer answer = check.judge(node, offered);
        if (answer instanceof Answer.Accepted) {
            check.offers().set(0);
        }
        return answer;
    }
}
