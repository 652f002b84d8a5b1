package org.stockade.engine.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.auth.Lockouts.Attempt;
import org.stockade.engine.internal.auth.Lockouts.Begun;
import org.stockade.policy.AuthenticationPolicy.Lockout;

/** Who fails too often is asked no more for a while. */
class LockoutsTest {
    private static final Lockout THREE =
            new Lockout(3, Duration.ofMinutes(10), Duration.ofMinutes(15));

    private final AtomicLong nanos = new AtomicLong();
    private final Lockouts lockouts = new Lockouts(nanos::get, 100);

    private static InetAddress at(String address) {
        return SockAddr.literal(address).orElseThrow();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Begun begin(String user, String client) {
        return lockouts.begin("people", user, at(client), THREE);
    }

    private Attempt free(String user, String client) {
        return ((Begun.Free) begin(user, client)).attempt();
    }

    private Optional<String> fail(String user, String client) {
        return free(user, client).rejected();
    }

    @Test
    void lastFailureShouldLockTheUserEverywhereForItsTime() {
        assertThat(fail("ada", "192.0.2.1")).isEmpty();
        assertThat(fail("ada", "192.0.2.2")).isEmpty();
        assertThat(fail("ada", "192.0.2.3")).contains("user \"ada\"");

        assertThat(begin("ada", "192.0.2.4"))
                .isEqualTo(
                        new Begun.Locked(
                                "user \"ada\" is locked out after too many failures, for another"
                                        + " 901 s"));
        assertThat(begin("bob", "192.0.2.1")).isInstanceOf(Begun.Free.class);
        pass(Duration.ofMinutes(15));
        assertThat(begin("ada", "192.0.2.4")).isInstanceOf(Begun.Free.class);
    }

    @Test
    void lettersOfANameShouldBeNoWayAround() {
        fail("ada", "192.0.2.1");
        fail("Ada", "192.0.2.2");
        fail("ADA", "192.0.2.3");

        assertThat(begin("aDA", "192.0.2.4")).isInstanceOf(Begun.Locked.class);
    }

    @Test
    void oldFailuresShouldBeForgotten() {
        fail("ada", "192.0.2.1");
        fail("ada", "192.0.2.1");
        pass(Duration.ofMinutes(10));

        assertThat(fail("ada", "192.0.2.1")).isEmpty();
        assertThat(begin("ada", "192.0.2.1")).isInstanceOf(Begun.Free.class);
    }

    @Test
    void successShouldForgetTheUsersFailuresAndNotTheAddresses() {
        for (int i = 0; i < 28; i++) {
            fail("user" + i, "192.0.2.1");
        }
        fail("ada", "192.0.2.1");
        free("ada", "192.0.2.1").accepted();

        assertThat(fail("ada", "192.0.2.1")).contains("192.0.2.1");
        assertThat(begin("eve", "192.0.2.1")).isInstanceOf(Begun.Locked.class);
        assertThat(begin("ada", "192.0.2.2")).isInstanceOf(Begun.Free.class);
    }

    @Test
    void manyAtOnceShouldBeNoWayAround() {
        List<Attempt> underWay = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            underWay.add(free("ada", "192.0.2.1"));
        }

        assertThat(begin("ada", "192.0.2.1")).isInstanceOf(Begun.Locked.class);
        underWay.forEach(Attempt::undecided);
        assertThat(begin("ada", "192.0.2.1")).isInstanceOf(Begun.Free.class);
    }

    @Test
    void addressesOfOneNetworkOfIpv6ShouldBeOne() {
        for (int i = 0; i < 30; i++) {
            fail("user" + i, "2001:db8::" + Integer.toHexString(i));
        }

        assertThat(begin("ada", "2001:db8::ffff"))
                .isInstanceOfSatisfying(
                        Begun.Locked.class,
                        locked -> assertThat(locked.why()).startsWith("2001:db8::/64 is locked"));
        assertThat(begin("ada", "2001:db8:0:1::1")).isInstanceOf(Begun.Free.class);
    }

    @Test
    void floodOfNamesShouldNotFreeALockedOne() {
        for (int i = 0; i < 3; i++) {
            fail("ada", "192.0.2.1");
        }
        for (int i = 0; i < 1000; i++) {
            pass(Duration.ofMillis(1));
            fail("user" + i, "198.51.100." + i % 250);
        }

        assertThat(lockouts.size()).isLessThanOrEqualTo(100);
        assertThat(begin("ada", "192.0.2.9")).isInstanceOf(Begun.Locked.class);
    }
}
