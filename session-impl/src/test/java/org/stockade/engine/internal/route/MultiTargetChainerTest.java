package org.stockade.engine.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stockade.engine.internal.route.SomeServers.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.stockade.chain.Targets.State;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.session.AccessDeniedException;

/** Core.md sections 10.3 to 10.5, and section 37, number 6: where the prior art could hang. */
class MultiTargetChainerTest {
    private static final Duration ONE = Duration.ofSeconds(5);
    private static final Duration MEMORY = Duration.ofSeconds(60);

    private final SomeServers servers = new SomeServers();
    private final MultiTargetChainer failover = chainer(new Order.AsNamed());
    private final MultiTargetChainer inTurn = chainer(new Order.InTurn());

    private MultiTargetChainer chainer(Order order) {
        return new MultiTargetChainer(order, ONE, MEMORY, Optional.empty(), servers.nanos::get);
    }

    @Test
    void serverThatFailedShouldBeRememberedAndGoBehindTheOthers() throws Exception {
        servers.up.addAll(List.of(server(1), server(2)));
        assertThat(servers.attempt(failover, 3)).isEqualTo(server(1));
        assertThat(servers.tried).containsExactly("T0", "T1");
        assertThat(servers.attempt(failover, 3)).isEqualTo(server(1));
        assertThat(servers.tried).containsExactly("T1");
    }

    @Test
    void serverShouldBeTriedAgainWhenItsTimeIsOver() throws Exception {
        servers.up.add(server(1));
        servers.attempt(failover, 2);
        servers.up.add(server(0));
        servers.pass(MEMORY.minusMillis(1));
        assertThat(servers.attempt(failover, 2)).isEqualTo(server(1));
        servers.pass(Duration.ofMillis(1));
        assertThat(servers.attempt(failover, 2)).isEqualTo(server(0));
    }

    @Test
    void secondFailureShouldNotProlongTheTime() throws Exception {
        assertThatThrownBy(() -> servers.attempt(failover, 1));
        servers.pass(Duration.ofSeconds(59));
        assertThatThrownBy(() -> servers.attempt(failover, 1));
        servers.pass(Duration.ofSeconds(1));
        assertThat(servers.table.state(server(0))).isEqualTo(State.UP);
    }

    @Test
    void allRememberedAsDownShouldBeTriedOnceAllTheSame() throws Exception {
        assertThatThrownBy(() -> servers.attempt(failover, 3));
        servers.up.add(server(1));
        assertThat(servers.attempt(failover, 3)).isEqualTo(server(1));
        assertThat(servers.tried).containsExactly("T0", "T1");
        assertThat(servers.table.state(server(0))).isEqualTo(State.DOWN);
        assertThat(servers.table.state(server(2))).isEqualTo(State.UP);
    }

    @Test
    void everyAttemptShouldBeginAnewAndEnd() {
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThatThrownBy(() -> servers.attempt(inTurn, 3))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageStartingWith("no server can be reached: 3 of 3 targets tried: ")
                    .hasMessageContaining("server 203.0.113.2:80 refused the connection");
            assertThat(servers.tried).hasSize(3).doesNotHaveDuplicates();
        }
    }

    @Test
    void attemptsShouldShareOneDeadlineAndEachHaveALimitOfItsOwn() {
        servers.connect = Duration.ofSeconds(12);
        for (int i = 0; i < 4; i++) {
            servers.silent.add(server(i));
        }
        assertThatThrownBy(() -> servers.attempt(failover, 4))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessageStartingWith(
                        "no server within 12000 ms, the service's connect limit: 3 of 4 targets"
                                + " tried: ")
                .asInstanceOf(InstanceOfAssertFactories.type(ConnectFailedException.class))
                .matches(ConnectFailedException::timedOut);
        assertThat(servers.limits).containsExactly(ONE, ONE, Duration.ofSeconds(2));
    }

    @Test
    void serverThatWasNotGivenItsTimeShouldNotCountAsDown() {
        servers.connect = Duration.ofSeconds(7);
        servers.silent.addAll(List.of(server(0), server(1)));
        assertThatThrownBy(() -> servers.attempt(failover, 2));
        assertThat(servers.table.state(server(0))).isEqualTo(State.DOWN);
        assertThat(servers.table.state(server(1))).isEqualTo(State.UP);
    }

    @Test
    void serverThatThisMachineCouldNotTryShouldNotCountAsDown() throws Exception {
        servers.untried.add(server(0));
        servers.up.add(server(1));
        assertThat(servers.attempt(failover, 2)).isEqualTo(server(1));
        assertThat(servers.table.state(server(0))).isEqualTo(State.UP);
    }

    @Test
    void forbiddenServerShouldEndTheAttemptAndNotCountAsDown() {
        servers.forbidden.add(server(0));
        servers.up.add(server(1));
        assertThatThrownBy(() -> servers.attempt(failover, 2))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(servers.tried).containsExactly("T0");
        assertThat(servers.table.state(server(0))).isEqualTo(State.UP);
    }

    @Test
    void sameAddressShouldBeDownOnOnePortAlone() {
        servers.table.markDown(server(0), MEMORY);
        assertThat(servers.table.state(server(0).withPort(81))).isEqualTo(State.UP);
    }

    @Test
    void noTargetShouldBeAConnectionFailure() {
        assertThatThrownBy(() -> servers.attempt(inTurn, 0))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessageStartingWith("no destination");
    }

    @Test
    void unhealthyServerShouldNotBeTriedEvenIfThereIsNoOther() {
        servers.up.add(server(0));
        servers.table.watched(server(0), false, "refused", Duration.ZERO);
        assertThatThrownBy(() -> servers.attempt(failover, 1))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessage(
                        "no server can be reached: 0 of 1 targets tried, 1 kept out by their health"
                                + " checks");
        assertThat(servers.tried).isEmpty();
    }

    @Test
    void startingServerShouldGetItsShareOfTheLoad() throws Exception {
        servers.up.addAll(List.of(server(0), server(1)));
        servers.table.watched(server(0), false, "refused", Duration.ZERO);
        servers.table.watched(server(0), true, "", Duration.ofSeconds(100));
        servers.pass(Duration.ofSeconds(30));
        int first = 0;
        for (int i = 0; i < 1000; i++) {
            first += servers.attempt(failover, 2).equals(server(0)) ? 1 : 0;
        }
        assertThat(first).isBetween(280, 320);
    }
}
