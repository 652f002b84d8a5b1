package org.stockade.engine.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stockade.chain.ChainerFactory;
import org.stockade.chain.Router;
import org.stockade.chain.RouterFactory;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.Policy;
import org.stockade.policy.PolicyParser.Reading;
import org.stockade.policy.ServicePolicy;
import org.stockade.policy.SettingsNode;
import org.stockade.policy.SettingsNode.Opened;
import org.stockade.policy.internal.YamlPolicyParser;
import org.stockade.proxy.SettingsException;
import org.stockade.session.Child;
import org.stockade.session.Payload;

/** The keys as they stand in a policy. */
class RouterFactoriesTest {
    private final List<String> errors = new ArrayList<>();

    @Test
    void transparentRouterShouldNeedNoKey() {
        assertThat(router(new TransparentRouterFactory(), "transparent"))
                .isEqualTo(new TransparentRouter(Forging.NONE, 0, false));
    }

    @Test
    void transparentKeysShouldReachTheRouter() {
        assertThat(
                        router(
                                new TransparentRouterFactory(),
                                "{ transparent: { forced-port: 8080, overridable: true,"
                                        + " forge-port: exact } }"))
                .isEqualTo(
                        new TransparentRouter(
                                new Forging(false, false, new ForgePort.Exact()), 8080, true));
        assertThat(errors).isEmpty();
    }

    @Test
    void directTargetsAloneShouldStandForTheirKey() {
        List<SockAddr> targets =
                List.of(SockAddr.parse("127.0.0.1:9000"), SockAddr.parse("[::1]:9000"));
        assertThat(
                        router(
                                new DirectRouterFactory(),
                                "{ direct: [\"127.0.0.1:9000\", \"[::1]:9000\"] }"))
                .isEqualTo(new DirectRouter(Forging.NONE, targets, false));
    }

    @Test
    void directKeysShouldReachTheRouter() {
        assertThat(
                        router(
                                new DirectRouterFactory(),
                                "{ direct: { targets: \"127.0.0.1:9000\", overridable: true,"
                                        + " forge-port: 2020 } }"))
                .isEqualTo(
                        new DirectRouter(
                                new Forging(false, false, new ForgePort.Fixed(2020)),
                                List.of(SockAddr.parse("127.0.0.1:9000")),
                                true));
    }

    @Test
    void directRouterShouldWantTargets() {
        router(new DirectRouterFactory(), "{ direct: { overridable: true } }");
        assertThat(errors)
                .singleElement()
                .asString()
                .contains("targets")
                .endsWith("0 targets; give at least one, as 127.0.0.1:9000 or [::1]:9000");
    }

    @Test
    void directTargetShouldHaveAPort() {
        router(new DirectRouterFactory(), "{ direct: [\"127.0.0.1:9000\", \"127.0.0.1:0\"] }");
        assertThat(errors)
                .singleElement()
                .asString()
                .endsWith("127.0.0.1:0: port 0 is no target; use 1 to 65535");
    }

    @Test
    void forgingShouldReachEveryRouter() {
        Forging forged = new Forging(true, false, new ForgePort.Group());
        assertThat(
                        router(
                                new TransparentRouterFactory(),
                                "{ transparent: { forge-address: true, forge-port: group } }"))
                .isEqualTo(new TransparentRouter(forged, 0, false));
        assertThat(
                        router(
                                new DirectRouterFactory(),
                                "{ direct: { targets: \"127.0.0.1:9000\", forge-address: true,"
                                        + " forge-port: group } }"))
                .isEqualTo(
                        new DirectRouter(forged, List.of(SockAddr.parse("127.0.0.1:9000")), false));
        assertThat(
                        router(
                                new InbandRouterFactory(),
                                "{ inband: { forge-address: true, forge-port: group } }"))
                .isEqualTo(new InbandRouter(forged));
        assertThat(errors).isEmpty();
    }

    @Test
    void everyWrongKeyShouldBeReportedAtOnceAndAtItsPlace() {
        router(new InbandRouterFactory(), "{ inband: { forge-address: 3, forge-port: 70000 } }");
        assertThat(errors).isNotEmpty().allMatch(error -> error.startsWith("test.yaml:6:"));
        errors.clear();
        router(new InbandRouterFactory(), "{ inband: { forge-port: 70000 } }");
        assertThat(errors)
                .singleElement()
                .asString()
                .endsWith(
                        "\"70000\" is no port to ask for; use any, group, exact, random, or 1 to"
                                + " 65535");
    }

    @Test
    void connectChainerShouldHaveNoKeys() throws SettingsException {
        Opened none = service("transparent").chainerWith().open(RouterFactoriesTest::noChild);
        assertThat(new ConnectChainerFactory().configure(none)).isInstanceOf(ConnectChainer.class);
        assertThat(none.errors()).isEmpty();
    }

    @Test
    void chainersShouldHaveTheDefaultsOfTheirPaper() {
        MultiTargetChainer failover =
                (MultiTargetChainer) chainer(new FailoverChainerFactory(), "failover");
        assertThat(failover.order()).isEqualTo(new Order.AsNamed());
        assertThat(failover.timeoutConnect()).isEqualTo(Duration.ofSeconds(5));
        assertThat(failover.timeoutState()).isEqualTo(Duration.ofSeconds(60));
        assertThat(((MultiTargetChainer) chainer(new RoundRobinChainerFactory(), "round-robin")))
                .extracting(MultiTargetChainer::order)
                .isEqualTo(new Order.InTurn());
    }

    @Test
    void weightsShouldBeOfAddresses() {
        chainer(
                new WeightedChainerFactory(),
                "{ weighted: { weights: { \"203.0.113.1:80\": 3, here: 1, \"[::1]:80\": 0 } } }");
        assertThat(errors)
                .singleElement()
                .asString()
                .startsWith("test.yaml:7:")
                .contains("0", "1 to 1000");
        errors.clear();
        chainer(
                new LeastConnectionsChainerFactory(),
                "{ least-connections: { weights: { \"203.0.113.1:80\": 3, here: 1 } } }");
        assertThat(errors)
                .singleElement()
                .asString()
                .startsWith("test.yaml:7:")
                .contains("\"here\" is not an address and port");
    }

    private Object chainer(ChainerFactory factory, String written) {
        Opened with =
                service("transparent", written).chainerWith().open(RouterFactoriesTest::noChild);
        try {
            Object chainer = factory.configure(with);
            errors.addAll(with.errors());
            return chainer;
        } catch (SettingsException refused) {
            errors.addAll(refused.errors());
            return refused;
        }
    }

    /** Configures a router by the value of the key {@code router}; errors are collected. */
    private Router router(RouterFactory factory, String written) {
        Opened with = service(written).routerWith().open(RouterFactoriesTest::noChild);
        try {
            Router router = factory.configure(with);
            errors.addAll(with.errors());
            return router;
        } catch (SettingsException refused) {
            errors.addAll(refused.errors());
            return session -> Router.Route.NONE;
        }
    }

    private static ServicePolicy service(String router) {
        return service(router, "connect");
    }

    private static ServicePolicy service(String router, String chainer) {
        Reading reading =
                new YamlPolicyParser()
                        .parse(
                                "test.yaml",
                                """
                                stockade: 1
                                listeners: { any: { bind: ["127.0.0.1:0"] } }
                                services:
                                  relay:
                                    proxy: plain
                                    router: ROUTER
                                    chainer: CHAINER
                                """
                                        .replace("ROUTER", router)
                                        .replace("CHAINER", chainer));
        assertThat(reading.errors()).isEmpty();
        return reading.policy().map(Policy::services).orElseThrow().get(0);
    }

    private static Child noChild(
            String proxy, SettingsNode with, Payload.Hold hold, SettingsNode.Errors errors) {
        throw new IllegalStateException("a router has no child " + proxy);
    }
}
