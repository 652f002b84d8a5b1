package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.chain.Router;
import org.stockade.chain.RouterFactory;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.proxy.http.internal.HttpProxyFactory;
import org.stockade.proxy.plain.internal.PlainProxyFactory;

/** A router that leaves the target to the protocol needs a proxy that names one. */
class UnnamedTargetsTest {
    private static final String IN_FORCE =
            "{ proxy: plain, router: { direct: [\"198.51.100.7:80\"] } }";

    private static final String HTTP = "http, with: { requests: { GET: accept } }";

    private static final Map<String, ProxyFactory> PROXIES =
            Map.of(
                    "plain",
                    new PlainProxyFactory(),
                    "http",
                    new HttpProxyFactory(),
                    "silent",
                    with -> () -> session -> session.connectServer(),
                    "broken",
                    factory(
                            () -> {
                                throw new IllegalStateException("of a third party");
                            }));

    /** Knows a target that nobody sees. */
    private static final Map<String, RouterFactory> ROUTERS =
            Map.of("theirs", with -> session -> Router.Route.NONE);

    private static ProxyFactory factory(BooleanSupplier names) {
        return with ->
                new Recipe() {
                    @Override
                    public Proxy create() {
                        return session -> session.connectServer();
                    }

                    @Override
                    public boolean namesServers() {
                        return names.getAsBoolean();
                    }
                };
    }

    private static List<String> warnings(String service) throws IOException {
        try (Bench bench = new Bench(PROXIES, ROUTERS, Bench.policy(IN_FORCE))) {
            var report = bench.firewall().check("new.yaml", Bench.policy(service));
            assertThat(report.errors()).isEmpty();
            return report.warnings();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain, router: inband",
                "plain, router: { inband: { forge-port: any } }",
                "plain, router: inband, chainer: round-robin",
                "plain, router: inband, chainer: { side-stack: { proxy: plain } }",
                // The child is given a server that its parent has connected to by then.
                "plain, with: { stack-proxy: { proxy: " + HTTP + " } }, router: inband",
            })
    void proxyThatNeverNamesItsServerShouldBeWarnedOfInBand(String service) throws IOException {
        assertThat(warnings("{ proxy: " + service + " }"))
                .singleElement()
                .asString()
                .startsWith("new.yaml:8:")
                .endsWith(
                        ": service \"web-out\": proxy \"plain\" never names its server, and router"
                                + " \"inband\" leaves that to it, so every session fails; use router:"
                                + " { direct: [ADDRESS:PORT] } or transparent");
    }

    @Test
    void warningShouldStandAtTheRouter() throws IOException {
        assertThat(warnings("{ proxy: plain, router: inband }"))
                .singleElement()
                .asString()
                .startsWith("new.yaml:8:36: ");
    }

    // One that says nothing of itself, or fails at it, may name servers.
    @ParameterizedTest
    @ValueSource(
            strings = {
                HTTP + ", router: inband",
                "silent, router: inband",
                "broken, router: inband",
                "plain, router: inband, chainer: { side-stack: { proxy: " + HTTP + " } }",
                "plain, router: theirs",
                "plain, router: { direct: { targets: \"198.51.100.7:80\", overridable: true } }",
            })
    void serverThatIsNamedOrMayBeShouldBeNoWarning(String service) throws IOException {
        assertThat(warnings("{ proxy: " + service + " }")).isEmpty();
    }

    /** What the warning says is so. */
    @Test
    void sessionOfPlainShouldFailInBand() throws IOException {
        try (Bench bench = new Bench(PROXIES, Bench.policy("{ proxy: plain, router: inband }"))) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("no destination: the router names none and the protocol gave none");
            assertThat(bench.arrivals).isEmpty();
        }
    }
}
