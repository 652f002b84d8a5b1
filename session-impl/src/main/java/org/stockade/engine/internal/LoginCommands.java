package org.stockade.engine.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.stockade.access.Logins;
import org.stockade.auth.Answer;
import org.stockade.auth.Credentials;
import org.stockade.engine.internal.auth.Clients;
import org.stockade.engine.internal.auth.Clients.Asking;
import org.stockade.engine.internal.auth.LoginTable.Scope;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.AuthenticationPolicy.Cache;
import org.stockade.policy.AuthenticationPolicy.Method;

/** Logins by command: what an operator's tool asks. */
final class LoginCommands implements Logins {
    private final Engine engine;

    LoginCommands(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Login login(
            InetAddress address, Optional<String> service, Credentials offered, String by)
            throws IOException {
        try (offered) {
            if (!engine.generations().hasPolicy()) {
                throw new IOException("no policy is in force");
            }
            Generation generation = engine.generations().retained();
            try {
                return login(generation, address, service, offered, by);
            } finally {
                generation.release();
            }
        }
    }

    private Login login(
            Generation generation,
            InetAddress address,
            Optional<String> service,
            Credentials offered,
            String by)
            throws IOException {
        ServicePlan plan =
                service.isPresent() ? plan(generation, service.get()) : onlyPlan(generation);
        AuthenticationPolicy policy = plan.policy().authentication().orElseThrow();
        Asking asking =
                new Asking(
                        plan.judge().orElseThrow(() -> new IOException(plan.refused())),
                        policy,
                        plan.policy().name(),
                        address,
                        null);
        return switch (engine.clients().judge(asking, offered, LoginCommands::take)) {
            case Answer.Accepted accepted ->
                    engine.clients()
                            .login(
                                    asking,
                                    accepted,
                                    "login",
                                    policy.cache().orElse(Cache.DEFAULT),
                                    by)
                            .orElseThrow(
                                    () ->
                                            new IOException(
                                                    "too many addresses are logged in; log some"
                                                            + " out"));
            case Answer.Rejected rejected ->
                    throw new IOException(
                            "user \"" + offered.user() + "\" or the password is wrong");
            case Answer.Refused(String why) -> throw new IOException(why);
            case Answer.Challenge challenge ->
                    throw new IOException(
                            "authenticator \""
                                    + asking.judge().name()
                                    + "\" wants a dialogue, which this command has not");
        };
    }

    private static <T> Optional<T> take(BlockingQueue<T> from, Duration atMost) throws IOException {
        try {
            return Optional.ofNullable(from.poll(atMost.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the authenticator was asked", hurried);
        }
    }

    private static boolean takesLogins(ServicePlan plan) {
        return plan.policy()
                .authentication()
                .filter(each -> each.method() == Method.ADDRESSES)
                .filter(each -> each.authenticator().isPresent())
                .isPresent();
    }

    private static ServicePlan plan(Generation generation, String service) throws IOException {
        ServicePlan plan =
                generation
                        .findPlan(service)
                        .orElseThrow(
                                () -> new IOException("no service is called \"" + service + "\""));
        if (!takesLogins(plan)) {
            throw new IOException(
                    "service \""
                            + service
                            + "\" takes no logins: that needs authentication with method addresses"
                            + " and an authenticator");
        }
        return plan;
    }

    private static ServicePlan onlyPlan(Generation generation) throws IOException {
        List<ServicePlan> taking =
                generation.plans().stream().filter(LoginCommands::takesLogins).toList();
        if (taking.isEmpty()) {
            throw new IOException(
                    "no service takes logins: that needs authentication with method addresses and"
                            + " an authenticator");
        }
        Set<Object> differing = new HashSet<>();
        for (ServicePlan each : taking) {
            AuthenticationPolicy policy = each.policy().authentication().orElseThrow();
            differing.add(
                    List.of(
                            policy.authenticator(),
                            policy.cache(),
                            each.judge()
                                    .map(
                                            judge ->
                                                    Clients.scope(
                                                            judge, policy, each.policy().name()))
                                    .flatMap(Scope::service)));
        }
        if (differing.size() > 1) {
            throw new IOException(
                    "services differ in how they take logins; name one of "
                            + taking.stream().map(each -> each.policy().name()).toList());
        }
        return taking.getFirst();
    }

    @Override
    public int logout(InetAddress address, String by) {
        return engine.clients().logout(address, by);
    }

    @Override
    public List<Login> logins() {
        return engine.clients().logins().all();
    }

    @Override
    public List<Waiting> waiting() {
        return engine.clients().waiting().all();
    }

    @Override
    public boolean authorize(String id, boolean accept, String by) {
        return engine.clients().waiting().decide(id, accept, by);
    }
}
