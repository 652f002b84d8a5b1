package org.stockade.engine.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.stockade.auth.Answer;
import org.stockade.auth.Authentication;
import org.stockade.auth.Credentials;
import org.stockade.auth.Identity;
import org.stockade.engine.internal.auth.Authorizer;
import org.stockade.engine.internal.auth.Clients;
import org.stockade.engine.internal.auth.Clients.Asking;
import org.stockade.engine.internal.auth.Judge;
import org.stockade.engine.internal.auth.LoginTable;
import org.stockade.engine.internal.auth.WaitingRoom;
import org.stockade.engine.internal.auth.WaitingRoom.Guest;
import org.stockade.engine.internal.auth.WaitingRoom.Ticket;
import org.stockade.log.EventLog;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.AuthenticationPolicy.Cache;
import org.stockade.policy.AuthenticationPolicy.Method;
import org.stockade.policy.AuthorizationPolicy;
import org.stockade.policy.ServicePolicy;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.MasterSession;
import org.stockade.session.Outcome;
import org.stockade.session.StackedSession.Wish;

/** Who the client of one session is, and whether its service lets it in: core.md section 15. */
final class ClientCheck {
    /** So often a session that waits looks whether it is to finish. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final EventLog LOG = EventLog.of("core");

    private final Engine engine;
    private final SessionRun run;
    private final MasterSession master;

    private final AtomicInteger offers = new AtomicInteger();

    /** Whether the service has let it in; what it then does is no affair of this any more. */
    private volatile boolean in;

    /** Whether its client still has to show who it is, in its protocol. */
    private volatile boolean asked;

    /** Why it was not let in, so far. */
    private volatile String why = "the client did not show who it is";

    ClientCheck(Engine engine, SessionRun run) {
        this.engine = engine;
        this.run = run;
        this.master = run.master();
    }

    private InetAddress address() {
        return run.client().remote().address();
    }

    private Clients clients() {
        return engine.clients();
    }

    // Before the rules

    /** Who is known to be at its address, for rules with {@code user} and {@code group}. */
    void know() {
        Optional<LoginTable.Entry> login = clients().logins().peek(address());
        if (login.isPresent()) {
            master.setIdentity(login.get().identity(), how(login.get()));
        } else {
            run.generation()
                    .directory()
                    .at(address())
                    .ifPresent(known -> master.setIdentity(known, "addresses"));
        }
    }

    private static String how(LoginTable.Entry login) {
        return login.how().equals("inband") ? "cached" : login.how();
    }

    // Once the service is chosen

    /** Why its service refuses it at once; empty: it does not. */
    Optional<String> refusal(ServicePlan plan) {
        Optional<AuthenticationPolicy> policy = plan.policy().authentication();
        if (policy.isEmpty()) {
            return unauthorized(plan.policy(), Optional.empty());
        }
        Optional<Identity> known = identified(plan, policy.get());
        if (known.isEmpty()) {
            run.trail().unknownToService();
        }
        if (policy.get().method() == Method.INBAND) {
            // Who is not let in as one user may show that it is another.
            asked = known.isEmpty() || unauthorized(plan.policy(), known).isPresent();
            return Optional.empty();
        }
        if (known.isEmpty()) {
            return Optional.of(
                    "nobody is logged in at "
                            + address().getHostAddress()
                            + "; log in by: ctl login "
                            + address().getHostAddress()
                            + " USER");
        }
        return unauthorized(plan.policy(), known);
    }

    /** Who the client is to this service, as far as it need not be asked. */
    private Optional<Identity> identified(ServicePlan plan, AuthenticationPolicy policy) {
        Optional<Cache> cache = policy.cache();
        if (cache.isPresent() && plan.judge().isPresent()) {
            Optional<LoginTable.Entry> login =
                    clients()
                            .logins()
                            .use(
                                    address(),
                                    Clients.scope(plan.judge().get(), policy, plan.policy().name()),
                                    cache.get());
            if (login.isPresent()) {
                master.setIdentity(login.get().identity(), how(login.get()));
                return login.map(LoginTable.Entry::identity);
            }
        }
        Optional<Identity> known =
                policy.method() == Method.ADDRESSES
                        ? run.generation().directory().at(address())
                        : Optional.empty();
        known.ifPresent(each -> master.setIdentity(each, "addresses"));
        return known;
    }

    private Optional<String> unauthorized(ServicePolicy service, Optional<Identity> who) {
        Optional<String> refusal =
                service.authorization()
                        .flatMap(
                                policy ->
                                        new Authorizer(who, address(), master.begun())
                                                .refusal(policy))
                        .map(each -> "service \"" + service.name() + "\": " + each);
        refusal.ifPresent(
                each -> {
                    why = each;
                    LOG.info("not-authorized", master, "the client is refused", "why", each);
                });
        return refusal;
    }

    // Before the proxy, or in its dialogue

    /** Waits for consent where that is asked for. Why it is refused; empty: it is in. */
    Optional<String> enter(NodeWork node) throws IOException {
        if (asked) {
            return Optional.empty();
        }
        ServicePolicy service = run.plan().policy();
        Optional<String> refusal =
                service.authorization().isPresent()
                        ? consent(node, service, service.authorization().get())
                        : Optional.empty();
        if (refusal.isPresent()) {
            why = refusal.get();
            LOG.info("not-authorized", master, "the client is refused", "why", why);
            return refusal;
        }
        in = true;
        if (service.authentication().isPresent() || service.authorization().isPresent()) {
            master.setAuthorized();
            LOG.info(
                    "authorized",
                    master,
                    "the service lets the client in",
                    "user",
                    master.authUser().orElse("-"),
                    "auth",
                    master.auth().orElse("none"));
        }
        return Optional.empty();
    }

    private Optional<String> consent(
            NodeWork node, ServicePolicy service, AuthorizationPolicy policy) throws IOException {
        Optional<AuthorizationPolicy.NEyes> eyes = policy.nEyes();
        if (eyes.flatMap(AuthorizationPolicy.NEyes::waits).isPresent()) {
            Optional<String> refusal =
                    await(
                            node,
                            clients()
                                    .waiting()
                                    .enter(
                                            guest(service, "n-eyes"),
                                            eyes.get().waits().orElseThrow()));
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        if (policy.pair().isPresent()) {
            Optional<String> refusal =
                    await(
                            node,
                            clients().waiting().pair(guest(service, "pair"), policy.pair().get()));
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        eyes.flatMap(AuthorizationPolicy.NEyes::authorizes)
                .ifPresent(
                        other ->
                                clients()
                                        .waiting()
                                        .release(other, "n-eyes", master.authUser().orElse("")));
        return Optional.empty();
    }

    private Guest guest(ServicePolicy service, String why) {
        return new Guest(
                master.sessionId(),
                service.name(),
                master.authUser().orElse(""),
                run.client().remote().toString(),
                why);
    }

    private Optional<String> await(NodeWork node, Optional<Ticket> entered) throws IOException {
        if (entered.isEmpty()) {
            return Optional.of("as many sessions wait for consent already as may; try again later");
        }
        try (Ticket ticket = entered.get()) {
            LOG.info(
                    "awaits-consent",
                    master,
                    "another user, or an operator, has to consent",
                    "user",
                    master.authUser().orElse("-"),
                    "seconds",
                    ticket.left().toSeconds());
            Optional<WaitingRoom.Consent> consent = Optional.empty();
            do {
                Duration left = ticket.left();
                consent =
                        new SessionWaiter(node)
                                .take(ticket.consent(), left.compareTo(LOOK) < 0 ? left : LOOK);
            } while (consent.isEmpty() && !ticket.left().isZero() && run.wish() == Wish.GO_ON);
            if (consent.isEmpty()) {
                return Optional.of("nobody consented in time");
            }
            LOG.info(
                    "consent",
                    master,
                    consent.get().accepted() ? "it was given" : "it was refused",
                    "by",
                    consent.get().by());
            return consent.get().accepted()
                    ? Optional.empty()
                    : Optional.of("consent was refused by " + consent.get().by());
        }
    }

    /** Offers of the session that were not accepted in a row. */
    AtomicInteger offers() {
        return offers;
    }

    /** Judges an offer in the protocol, and lets the client in if it may. */
    Answer judge(NodeWork node, Credentials offered) throws IOException {
        ServicePlan plan = run.plan();
        AuthenticationPolicy policy = plan.policy().authentication().orElseThrow();
        Judge judge = plan.judge().orElseThrow();
        Asking asking = new Asking(judge, policy, plan.policy().name(), address(), node.session());
        Answer answer = clients().judge(asking, offered, new SessionWaiter(node));
        if (!(answer instanceof Answer.Accepted accepted)) {
            if (answer instanceof Answer.Refused refused) {
                why = refused.why();
            }
            return answer;
        }
        in = false;
        master.setIdentity(accepted.identity(), "inband");
        Optional<String> refusal = unauthorized(plan.policy(), Optional.of(accepted.identity()));
        if (refusal.isEmpty()) {
            asked = false;
            refusal = enter(node);
        }
        if (refusal.isPresent()) {
            return new Answer.Refused(refusal.get());
        }
        policy.cache()
                .ifPresent(cache -> clients().login(asking, accepted, "inband", cache, "client"));
        return answer;
    }

    /** Who the client is, once the service has let it in. */
    Optional<Identity> identity() {
        return in
                ? master.authUser().map(user -> new Identity(user, master.authGroups()))
                : Optional.empty();
    }

    // While the proxy runs, and after it

    /**
     * Nobody gets to a server before it was let in.
     *
     * @throws AccessDeniedException if it was not
     */
    void requireIn() throws AccessDeniedException {
        if (!in) {
            throw new AccessDeniedException(why);
        }
    }

    /** The proxy has returned: who never got in was refused. */
    void ended() {
        if (!in && run.wish() != Wish.END) {
            master.decide(Outcome.DENIED_BY_POLICY, why);
        }
    }

    /** What a proxy may ask of it; empty: its service does not ask in band. */
    Optional<Authentication> dialogue(NodeWork node) {
        return run.plan()
                .policy()
                .authentication()
                .filter(each -> each.method() == Method.INBAND)
                .map(each -> new InbandDialogue(this, node, run.plan()));
    }
}
