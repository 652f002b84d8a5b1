package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.route.LocalPorts;

/** One port after the other, until one is free or none is left. */
class LooseConnectingTest {
    private static final SockAddr OURS = SockAddr.parse("192.0.2.10:510");
    private static final SockAddr SERVER = SockAddr.parse("203.0.113.1:80");
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<Integer> asked = new ArrayList<>();

    @Test
    void nextPortShouldBeTriedWhereOneIsInUseAndNoneWhereTheServerRefuses() {
        assertThatThrownBy(
                        () ->
                                connect(
                                        LONG,
                                        port ->
                                                port == 1
                                                        ? new ConnectFailedException("no", false)
                                                        : taken(port)))
                .hasMessage("no");
        assertThat(asked).containsExactly(510, 511, 1);
    }

    @Test
    void exhaustedGroupShouldSaySoAndLieOnThisSide() {
        assertThatThrownBy(() -> connect(LONG, LooseConnectingTest::taken))
                .hasMessage(
                        "server 203.0.113.1:80 cannot be reached from 192.0.2.10 ports 1-511: every"
                                + " port of that group is in use; to permit any port use"
                                + " forge-port: any")
                .isInstanceOfSatisfying(
                        ConnectFailedException.class,
                        failed -> assertThat(failed.ours() && failed.portTaken()).isTrue());
        assertThat(asked).hasSize(511);
    }

    @Test
    void limitShouldBeForAllPortsTogether() {
        assertThatThrownBy(() -> connect(Duration.ZERO, LooseConnectingTest::taken))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessageEndingWith("ports 1-511: no free port was found in time");
        assertThat(asked).isEmpty();
    }

    @Test
    void endOfTheSessionShouldEndIt() {
        assertThatThrownBy(
                        () ->
                                new LooseConnecting(this::never, () -> true)
                                        .connect(OURS, ports(), SERVER, LONG))
                .isInstanceOf(EndpointClosedException.class);
        assertThat(asked).isEmpty();
    }

    private org.stockade.endpoint.Endpoint never(SockAddr local, Duration left) {
        throw new IllegalStateException("nothing is to be tried");
    }

    /** What the transport says of a port. */
    private interface Failing {
        IOException at(int port);
    }

    private void connect(Duration limit, Failing failing) throws IOException {
        new LooseConnecting(
                        (local, left) -> {
                            asked.add(local.port());
                            throw failing.at(local.port());
                        },
                        () -> false)
                .connect(OURS, ports(), SERVER, limit);
    }

    private static LocalPorts ports() {
        return LocalPorts.of(OURS.port(), false);
    }

    private static IOException taken(int port) {
        return ConnectFailedException.portTaken("port " + port + " is in use");
    }
}
