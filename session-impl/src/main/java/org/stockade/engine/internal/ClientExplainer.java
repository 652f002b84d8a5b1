package org.stockade.engine.internal;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.stockade.access.Firewall.Supposition;
import org.stockade.auth.Identity;
import org.stockade.engine.internal.auth.Authorizer;
import org.stockade.engine.internal.auth.Clients;
import org.stockade.engine.internal.auth.LoginTable;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.AuthenticationPolicy.Method;
import org.stockade.policy.AuthorizationPolicy;

/** Who a client would be, and whether a service would let it in; prolongs nothing. */
record ClientExplainer(Engine engine, Generation generation, Supposition supposed) {
    /** Who the rules would see. */
    Optional<Identity> known(InetAddress client) {
        if (supposed.user().isPresent()) {
            return supposed.user().map(user -> new Identity(user, List.of()));
        }
        return engine.clients()
                .logins()
                .peek(client)
                .map(LoginTable.Entry::identity)
                .or(() -> generation.directory().at(client));
    }

    /** Who the service would see, of those who need not be asked. */
    private Optional<Identity> known(
            ServicePlan plan, AuthenticationPolicy policy, InetAddress client) {
        if (supposed.user().isPresent()) {
            return known(client);
        }
        Optional<Identity> login =
                plan.judge()
                        .filter(judge -> policy.cache().isPresent())
                        .flatMap(
                                judge ->
                                        engine.clients()
                                                .logins()
                                                .look(
                                                        client,
                                                        Clients.scope(
                                                                judge,
                                                                policy,
                                                                plan.policy().name()),
                                                        policy.cache().orElseThrow()))
                        .map(LoginTable.Entry::identity);
        return login.isPresent() || policy.method() == Method.INBAND
                ? login
                : generation.directory().at(client);
    }

    /** Tells each step; why the service would refuse it at once, if it would. */
    Optional<String> explain(
            ServicePlan plan, InetAddress client, Instant at, BiConsumer<String, String> step) {
        Optional<AuthenticationPolicy> policy = plan.policy().authentication();
        Optional<Identity> who = policy.flatMap(each -> known(plan, each, client));
        policy.ifPresent(each -> step.accept("authentication", said(each, who)));
        if (policy.isPresent() && who.isEmpty()) {
            return policy.get().method() == Method.INBAND
                    ? Optional.empty()
                    : Optional.of("nobody is logged in at " + client.getHostAddress());
        }
        Optional<AuthorizationPolicy> authorization = plan.policy().authorization();
        if (authorization.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> refusal = new Authorizer(who, client, at).refusal(authorization.get());
        step.accept("authorization", refusal.orElse(awaited(authorization.get())));
        return refusal;
    }

    private static String said(AuthenticationPolicy policy, Optional<Identity> who) {
        String how = policy.method() == Method.INBAND ? "in the protocol" : "addresses";
        return how
                + policy.authenticator().map(name -> ", authenticator " + name).orElse("")
                + who.map(
                                each ->
                                        ": "
                                                + each.user()
                                                + (each.groups().isEmpty()
                                                        ? ", of no group"
                                                        : " in " + each.groups()))
                        .orElse(": nobody is known");
    }

    private static String awaited(AuthorizationPolicy policy) {
        boolean waits =
                policy.pair().isPresent()
                        || policy.nEyes().flatMap(AuthorizationPolicy.NEyes::waits).isPresent();
        return waits ? "permitted, when another user consents" : "permitted";
    }
}
