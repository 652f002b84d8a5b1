package org.stockade.engine.internal.auth;

import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Logins.Login;
import org.stockade.auth.Answer;
import org.stockade.auth.Credentials;
import org.stockade.engine.internal.auth.LoginTable.Scope;
import org.stockade.log.EventLog;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.AuthenticationPolicy.Cache;
import org.stockade.policy.AuthenticationPolicy.Cache.By;
import org.stockade.session.AbstractSession;

/**
 * What is known of clients, over generations: who has logged in where, who failed how often, who
 * waits for consent.
 */
public final class Clients {
    private static final EventLog LOG = EventLog.of("core");

    private final LoginTable logins;
    private final Lockouts lockouts;
    private final WaitingRoom waiting;

    /** Nobody is known yet. */
    public Clients(InstantSource wall, LongSupplier nanos) {
        this.logins = new LoginTable(wall);
        this.lockouts = new Lockouts(nanos);
        this.waiting = new WaitingRoom(nanos);
    }

    public LoginTable logins() {
        return logins;
    }

    public WaitingRoom waiting() {
        return waiting;
    }

    /**
     * Who asks for a judgement.
     *
     * @param session {@code null}: an operator, for a client
     */
    public record Asking(
            Judge judge,
            AuthenticationPolicy policy,
            String service,
            InetAddress client,
            @Nullable AbstractSession session) {
        /** For which logins its answer counts. */
        public Scope scope() {
            return Clients.scope(judge, policy, service);
        }
    }

    /** The logins that count for a service. */
    public static Scope scope(Judge judge, AuthenticationPolicy policy, String service) {
        boolean single = policy.cache().map(Cache::by).orElse(By.ADDRESS) == By.ADDRESS_AND_SERVICE;
        return new Scope(
                judge.name(), judge.written(), single ? Optional.of(service) : Optional.empty());
    }

    /**
     * Asks the authenticator, unless user or address are locked out; wipes the credentials. Where
     * nobody can tell, the answer is no.
     */
    public Answer judge(Asking asking, Credentials offered, Judge.Waiter waiter)
            throws IOException {
        try (offered) {
            return switch (lockouts.begin(
                    asking.judge().name(),
                    offered.user(),
                    asking.client(),
                    asking.policy().lockout())) {
                case Lockouts.Begun.Locked(String why) -> refused(asking, offered, why);
                case Lockouts.Begun.Free(Lockouts.Attempt attempt) ->
                        judge(asking, offered, waiter, attempt);
            };
        }
    }

    private static Answer refused(Asking asking, Credentials offered, String why) {
        LOG.info(
                "auth-refused", asking.session(), "nobody was asked", values(asking, offered, why));
        return new Answer.Refused(why);
    }

    private Answer judge(
            Asking asking, Credentials offered, Judge.Waiter waiter, Lockouts.Attempt attempt)
            throws IOException {
        boolean counted = false;
        try {
            Answer answer = asking.judge().ask(offered, asking.policy().timeLimit(), waiter);
            counted = true;
            switch (answer) {
                case Answer.Accepted accepted -> attempt.accepted();
                case Answer.Challenge challenge -> attempt.undecided();
                case Answer.Refused refused -> {
                    attempt.undecided();
                    return refused(asking, offered, refused.why());
                }
                case Answer.Rejected rejected -> rejected(asking, offered, attempt);
            }
            return answer;
        } catch (Judge.Unanswered unanswered) {
            String why = String.valueOf(unanswered.getMessage());
            LOG.warning(
                    "auth-unanswered",
                    asking.session(),
                    "the client is refused",
                    values(asking, offered, why));
            return new Answer.Refused("nobody can tell at the moment who is who; try again later");
        } finally {
            if (!counted) {
                attempt.undecided();
            }
        }
    }

    private static void rejected(Asking asking, Credentials offered, Lockouts.Attempt attempt) {
        LOG.info(
                "auth-rejected",
                asking.session(),
                "these credentials are nobody's",
                values(asking, offered, ""));
        attempt.rejected()
                .ifPresent(
                        locked ->
                                LOG.warning(
                                        "auth-locked-out",
                                        asking.session(),
                                        "nobody is asked for a while",
                                        "authenticator",
                                        asking.judge().name(),
                                        "locked",
                                        locked,
                                        "failures",
                                        asking.policy().lockout().failures(),
                                        "for",
                                        asking.policy().lockout().lasts().toSeconds() + " s"));
    }

    private static @Nullable Object[] values(Asking asking, Credentials offered, String why) {
        return new @Nullable Object[] {
            "authenticator",
            asking.judge().name(),
            "user",
            offered.user(),
            "client",
            asking.client().getHostAddress(),
            "service",
            asking.service(),
            "why",
            why
        };
    }

    /**
     * Keeps the logins whose authenticator the policy in force still has, made of the same.
     *
     * @param written what the authenticator of a name is made of; empty: there is none
     */
    public void follow(UnaryOperator<String> written) {
        logins.keep(scope -> written.apply(scope.authenticator()).equals(scope.written()))
                .forEach(gone -> ended(gone, "its authenticator has changed", "policy"));
    }

    /** Forgets logins whose time is over. Called every few seconds. */
    public void sweep() {
        logins.sweep().forEach(gone -> ended(gone, "its time is over", "clock"));
    }

    /** Ends the logins of an address; how many there were. */
    public int logout(InetAddress address, String by) {
        var gone = logins.remove(address);
        gone.forEach(each -> ended(each, "it was logged out", by));
        return gone.size();
    }

    private static void ended(Login login, String why, String by) {
        LOG.info(
                "login-ended",
                null,
                "new sessions are refused, those that live go on",
                "client",
                login.address().getHostAddress(),
                "user",
                login.user(),
                "why",
                why,
                "by",
                by);
    }

    /** Notes who is at an address from now on; empty: there are too many logins. */
    public Optional<Login> login(
            Asking asking, Answer.Accepted accepted, String how, Cache cache, String by) {
        Optional<Login> made =
                logins.put(asking.client(), asking.scope(), accepted.identity(), how, cache);
        LOG.info(
                made.isPresent() ? "login" : "login-full",
                asking.session(),
                made.isPresent() ? "the address is this user's" : "too many addresses are known",
                "client",
                asking.client().getHostAddress(),
                "user",
                accepted.identity().user(),
                "groups",
                accepted.identity().groups(),
                "how",
                how,
                "by",
                by);
        return made;
    }
}
