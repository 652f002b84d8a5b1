package org.stockade.engine.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.chain.Router.Route;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AbstractSession;
import org.stockade.session.MasterSession;
import org.stockade.session.StackedSession;

class ConnectChainerTest {
    private final DialingAccess access = new DialingAccess();
    private final MasterSession master = new MasterSession(access);
    private final StackedSession session = new StackedSession(master, new ConnectChainer());

    @Test
    void firstTargetAloneShouldBeDialed() throws IOException {
        route("0.0.0.0:2020", "203.0.113.1:80", "203.0.113.2:80");
        assertThat(new ConnectChainer().chainParent(session)).isSameAs(access.server);
        assertThat(access.dialed).containsExactly("dial [Optional[0.0.0.0:2020], 203.0.113.1:80]");
    }

    @Test
    void portZeroShouldBecomeThePortTheClientAimedAt() throws IOException {
        master.publish(AbstractSession.CLIENT_LOCAL, SockAddr.parse("198.51.100.7:8443"));
        route(null, "203.0.113.1:0");
        new ConnectChainer().chainParent(session);
        assertThat(access.dialed).containsExactly("dial [Optional.empty, 203.0.113.1:8443]");
    }

    @Test
    void noPortAnywhereShouldBeAConnectionFailure() {
        route(null, "203.0.113.1:0");
        assertThatThrownBy(() -> new ConnectChainer().chainParent(session))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessage(
                        "no destination: 203.0.113.1:0 has no port, and the client aimed at none");
    }

    // Core.md section 37, number 5: the prior art had an index error here.
    @Test
    void noTargetShouldBeAConnectionFailure() {
        assertThatThrownBy(() -> new ConnectChainer().chainParent(session))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessage("no destination: the router names none and the protocol gave none");
        assertThat(access.dialed).isEmpty();
    }

    private void route(String local, String... targets) {
        session.setRoute(
                new Route(
                        List.of(targets).stream().map(SockAddr::parse).toList(),
                        Optional.ofNullable(local).map(SockAddr::parse),
                        false,
                        false,
                        false));
    }
}
