package org.stockade.engine.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.stockade.access.Logins.Login;
import org.stockade.auth.Identity;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.auth.LoginTable.Entry;
import org.stockade.engine.internal.auth.LoginTable.Scope;
import org.stockade.policy.AuthenticationPolicy.Cache;
import org.stockade.policy.AuthenticationPolicy.Cache.By;

/** A login holds for its idle and its total time, and not a moment longer. */
class LoginTableTest {
    private static final Identity ADA = new Identity("ada", List.of("staff"));
    private static final Scope PEOPLE = new Scope("people", "table {}", Optional.empty());
    private static final Scope VAULT = new Scope("people", "table {}", Optional.of("vault"));
    private static final Cache CACHE =
            new Cache(Duration.ofMinutes(10), Duration.ofHours(1), By.ADDRESS);
    private static final InetAddress HOME = SockAddr.literal("192.0.2.7").orElseThrow();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final LoginTable table = new LoginTable(now::get, 3);

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private Optional<String> user(Scope scope, Cache cache) {
        return table.use(HOME, scope, cache).map(Entry::identity).map(Identity::user);
    }

    @Test
    void useShouldProlongTheIdleTimeAndNotTheTotal() {
        table.put(HOME, PEOPLE, ADA, "login", CACHE);
        for (int i = 0; i < 6; i++) {
            assertThat(user(PEOPLE, CACHE)).contains("ada");
            pass(Duration.ofMinutes(9));
        }
        assertThat(user(PEOPLE, CACHE)).contains("ada");
        pass(Duration.ofMinutes(6));
        assertThat(user(PEOPLE, CACHE)).isEmpty();
    }

    @Test
    void idleLoginShouldEndAndLookingShouldNotProlongIt() {
        table.put(HOME, PEOPLE, ADA, "login", CACHE);
        pass(Duration.ofMinutes(9));
        assertThat(table.peek(HOME)).isPresent();
        assertThat(table.all()).singleElement().extracting(Login::user).isEqualTo("ada");
        pass(Duration.ofMinutes(1));
        assertThat(table.peek(HOME)).isEmpty();
        assertThat(user(PEOPLE, CACHE)).isEmpty();
        assertThat(table.all()).isEmpty();
        assertThat(table.sweep()).hasSize(1);
        assertThat(table.sweep()).isEmpty();
    }

    @Test
    void shorterTimesOfANewPolicyShouldCountForOldLogins() {
        table.put(HOME, PEOPLE, ADA, "login", CACHE);
        pass(Duration.ofMinutes(2));

        assertThat(user(PEOPLE, new Cache(Duration.ofMinutes(1), Duration.ofHours(1), By.ADDRESS)))
                .isEmpty();
        assertThat(user(PEOPLE, CACHE)).contains("ada");
    }

    @Test
    void loginForOneServiceShouldCountForNoOtherAndForNoRule() {
        table.put(HOME, VAULT, ADA, "login", CACHE);

        assertThat(user(PEOPLE, CACHE)).isEmpty();
        assertThat(table.peek(HOME)).isEmpty();
        assertThat(user(VAULT, CACHE)).contains("ada");
    }

    @Test
    void newLoginShouldReplaceTheOldOneForTheSame() {
        table.put(HOME, PEOPLE, ADA, "login", CACHE);
        table.put(HOME, PEOPLE, new Identity("bob", List.of()), "login", CACHE);

        assertThat(user(PEOPLE, CACHE)).contains("bob");
        assertThat(table.all()).hasSize(1);
        assertThat(table.remove(HOME)).hasSize(1);
        assertThat(user(PEOPLE, CACHE)).isEmpty();
        assertThat(table.remove(HOME)).isEmpty();
    }

    @Test
    void changedAuthenticatorShouldEndItsLogins() {
        table.put(HOME, PEOPLE, ADA, "login", CACHE);
        assertThat(table.keep(scope -> scope.written().equals("table {}"))).isEmpty();
        assertThat(table.keep(scope -> scope.written().equals("table {a: 1}"))).hasSize(1);
        assertThat(table.all()).isEmpty();
    }

    @Test
    void tableShouldNeverBeFullerThanItMay() {
        for (int i = 1; i <= 3; i++) {
            InetAddress address = SockAddr.literal("192.0.2." + i).orElseThrow();
            assertThat(table.put(address, PEOPLE, ADA, "login", CACHE)).isPresent();
        }
        assertThat(table.put(HOME, PEOPLE, ADA, "login", CACHE)).isEmpty();
        pass(Duration.ofHours(1));
        assertThat(table.put(HOME, PEOPLE, ADA, "login", CACHE)).isPresent();
        assertThat(table.all()).hasSize(1);
    }
}
