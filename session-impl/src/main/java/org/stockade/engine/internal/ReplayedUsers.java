package org.stockade.engine.internal;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.stockade.auth.Identity;
import org.stockade.engine.internal.auth.Authorizer;
import org.stockade.engine.internal.auth.Directory;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.engine.internal.replay.RecordedSession;
import org.stockade.engine.internal.replay.RecordedSession.Users;
import org.stockade.engine.internal.replay.RecordedUser;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.AuthenticationPolicy.Method;
import org.stockade.policy.Policy;
import org.stockade.policy.ServicePolicy;

/**
 * Who the client of a recorded session would be to a candidate. Who had logged in is who it was;
 * who is known by the address alone, the candidate says.
 *
 * @param users empty: the record does not tell, and nobody is known
 * @param had the service that it had
 * @param byAddress whom the candidate takes to be there
 */
record ReplayedUsers(Optional<Users> users, String had, Optional<Identity> byAddress) {
    static ReplayedUsers of(RecordedSession session, Generation candidate) {
        Directory known = candidate.directory();
        return new ReplayedUsers(
                session.users(),
                session.service(),
                session.users().flatMap(kept -> known.at(session.client().address())));
    }

    /** Whom the rules would see. */
    org.stockade.engine.internal.lookup.Identity toRules() {
        return users.flatMap(kept -> kept.toRules().loggedIn())
                .or(() -> byAddress)
                .map(
                        who ->
                                new org.stockade.engine.internal.lookup.Identity(
                                        Optional.of(who.user()), who.groups()))
                .orElse(org.stockade.engine.internal.lookup.Identity.UNKNOWN);
    }

    /** Whether the user may have been in more groups than are known here. */
    boolean mayBeInMore() {
        return users.filter(kept -> kept.toRules().mayBeInMore() || kept.toService().mayBeInMore())
                .isPresent();
    }

    /** The same in these groups too, where the record does not say. */
    ReplayedUsers alsoIn(Collection<String> groups) {
        return new ReplayedUsers(
                users.map(
                        kept ->
                                new Users(
                                        kept.toRules().alsoIn(groups),
                                        kept.toService().alsoIn(groups))),
                had,
                byAddress);
    }

    /** All groups that a policy names. */
    static Set<String> groupsOf(Policy policy) {
        Set<String> named = new HashSet<>();
        policy.rules().forEach(rule -> named.addAll(rule.groups()));
        for (ServicePolicy service : policy.services()) {
            service.authorization()
                    .ifPresent(
                            asks -> {
                                named.addAll(asks.condition().groups());
                                asks.accessList()
                                        .forEach(entry -> named.addAll(entry.condition().groups()));
                            });
        }
        return named;
    }

    /**
     * Whether the service would refuse it before its proxy runs, as far as nobody would be asked: a
     * login in the protocol may make of it whom it likes.
     */
    boolean refused(ServicePlan plan, Connection connection) {
        if (users.isEmpty()) {
            return false;
        }
        Optional<AuthenticationPolicy> asks = plan.policy().authentication();
        Optional<Identity> who = asks.flatMap(each -> to(plan));
        if (asks.isPresent() && (asks.get().method() == Method.INBAND || who.isEmpty())) {
            return asks.get().method() != Method.INBAND;
        }
        return plan.policy()
                .authorization()
                .flatMap(
                        policy ->
                                new Authorizer(who, connection.source().address(), connection.at())
                                        .refusal(policy))
                .isPresent();
    }

    /** The service that it had is as likely to know it; to another one is who the rules see. */
    private Optional<Identity> to(ServicePlan plan) {
        boolean same = plan.policy().name().equals(had);
        return users.map(kept -> same ? kept.toService() : kept.toRules())
                .flatMap(RecordedUser::loggedIn)
                .or(() -> byAddress);
    }
}
