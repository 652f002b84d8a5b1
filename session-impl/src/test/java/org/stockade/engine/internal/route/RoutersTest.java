package org.stockade.engine.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.chain.Router.Route;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AbstractSession;
import org.stockade.session.MasterSession;
import org.stockade.session.StackedSession;

/** The table of core.md section 9. */
class RoutersTest {
    private static final SockAddr CLIENT = SockAddr.parse("192.0.2.10:40000");
    private static final SockAddr AIM = SockAddr.parse("198.51.100.7:80");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "any, -, false, false",
                "group, 0.0.0.0:40000, true, false",
                "exact, 0.0.0.0:40000, false, false",
                "random, 0.0.0.0:40000, true, true",
                "2020, 0.0.0.0:2020, false, false"
            })
    void portShouldBeAskedForAtTheWildcardAddress(
            String port, String local, boolean loose, boolean random) {
        Route route = route(new Forging(false, false, ForgePort.parse(port)));
        assertThat(route.local()).isEqualTo(Optional.ofNullable(local).map(SockAddr::parse));
        assertThat(route.loose()).isEqualTo(loose);
        assertThat(route.random()).isEqualTo(random);
    }

    @ParameterizedTest
    @CsvSource({
        "any, 192.0.2.10:0",
        "group, 192.0.2.10:40000",
        "exact, 192.0.2.10:40000",
        "random, 192.0.2.10:40000",
        "2020, 192.0.2.10:2020"
    })
    void forgedOrTranslatedAddressShouldBeTheClients(String port, String local) {
        ForgePort wanted = ForgePort.parse(port);
        assertThat(route(new Forging(true, false, wanted)).local()).contains(SockAddr.parse(local));
        assertThat(route(new Forging(false, true, wanted)).local()).contains(SockAddr.parse(local));
    }

    @Test
    void wildcardAddressShouldBeOfTheClientsFamily() {
        Route route =
                new InbandRouter(new Forging(false, false, new ForgePort.Fixed(2020)))
                        .route(session(SockAddr.parse("[2001:db8::1]:40000"), AIM));
        assertThat(route.local()).contains(SockAddr.parse("[::]:2020"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "0", "65536", "80-90", "Any", "none"})
    void anythingElseShouldBeNoPort(String text) {
        assertThatThrownBy(() -> ForgePort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"%s\" is no port to ask for; use any, group, exact, random, or 1 to 65535"
                                .formatted(text));
    }

    @Test
    void transparentRouterShouldGoWhereTheClientAimed() {
        Route route = new TransparentRouter(Forging.NONE, 0, false).route(session(CLIENT, AIM));
        assertThat(route).isEqualTo(new Route(List.of(AIM), Optional.empty(), false, false, false));
    }

    @Test
    void forcedPortShouldReplaceThePortAimedAt() {
        Route route = new TransparentRouter(Forging.NONE, 8080, true).route(session(CLIENT, AIM));
        assertThat(route.targets()).containsExactly(SockAddr.parse("198.51.100.7:8080"));
        assertThat(route.inband()).isTrue();
    }

    @Test
    void directRouterShouldNameItsTargetsInOrder() {
        List<SockAddr> targets =
                List.of(SockAddr.parse("203.0.113.2:80"), SockAddr.parse("203.0.113.1:81"));
        Route route = new DirectRouter(Forging.NONE, targets, false).route(session(CLIENT, AIM));
        assertThat(route.targets()).isEqualTo(targets);
        assertThat(route.inband()).isFalse();
    }

    @Test
    void inbandRouterShouldNameNone() {
        Route route = new InbandRouter(Forging.NONE).route(session(CLIENT, AIM));
        assertThat(route.targets()).isEmpty();
        assertThat(route.inband()).isTrue();
    }

    private static Route route(Forging forging) {
        return new TransparentRouter(forging, 0, false).route(session(CLIENT, AIM));
    }

    private static StackedSession session(SockAddr client, SockAddr aim) {
        MasterSession master = new MasterSession(new DialingAccess());
        master.publish(AbstractSession.CLIENT_ADDRESS, client);
        master.publish(AbstractSession.CLIENT_LOCAL, aim);
        return new StackedSession(master);
    }
}
