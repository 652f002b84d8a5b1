package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.access.Firewall.Explanation;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportFactory;
import org.stockade.engine.internal.FirewallComponent;
import org.stockade.policy.PolicyParser;
import org.stockade.policy.internal.YamlPolicyParser;
import org.stockade.policy.internal.signing.PolicyDeployment;
import org.stockade.proxy.ProxyFactory;
import org.stockade.testkit.FixedRevisions;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** What a client of a transparent listener meant to reach decides, and not the listener. */
class TransparentListenerTest {
    private static final SockAddr CLIENT = SockAddr.of("192.0.2.99", 0);
    private static final SockAddr INLINE = SockAddr.of("192.0.2.1", 3128);
    private static final String CAPABILITY = "the capability CAP_NET_ADMIN; grant it";

    private static final String POLICY =
            """
            stockade: 1
            zones:
              world: { subnets: ["0.0.0.0/0"] }
              dmz: { subnets: ["203.0.113.0/24"] }
            listeners:
              inline: { bind: ["192.0.2.1:3128"], transparent: tproxy }
              web: { bind: ["192.0.2.1:80"] }
            services:
              onward: { proxy: it }
            rules:
              - { id: 1, listener: inline, service: onward }
              - { id: 2, listener: inline, to-zone: dmz, deny: true }
              - { id: 3, listener: inline, to-subnet: 198.51.100.66/32, deny: true }
              - { id: 4, listener: inline, to-port: 23, deny: true }
              - { id: 5, listener: web, deny: true }
            """;

    private static final Map<String, ProxyFactory> PROXIES =
            Map.of("it", with -> () -> session -> session.connectServer().close());

    private final FilteredNetwork filtered = new FilteredNetwork(Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7:80,  ACCEPTED,          '1',   true",
        "198.51.100.7:23,  DENIED_BY_POLICY,  '4',   false",
        "198.51.100.66:80, DENIED_BY_POLICY,  '3',   false",
        "203.0.113.5:80,   DENIED_BY_POLICY,  '2',   false",
        "192.0.2.1:3128,   DENIED_BY_POLICY,  'N/A', false",
        "192.0.2.1:80,     DENIED_BY_POLICY,  '1',   false",
    })
    void originalDestinationShouldDecideAndBeTheTarget(
            String aim, String verdict, String rule, boolean reached) throws Exception {
        SockAddr target = SockAddr.parse(aim);
        List<Endpoint> arrivals = new CopyOnWriteArrayList<>();
        try (LogTap log = new LogTap();
                TestFirewall firewall = new TestFirewall(filtered, PROXIES, POLICY)) {
            if (!target.address().equals(INLINE.address())) {
                filtered.network().listen(target, arrivals::add);
            }
            Endpoint client = filtered.divert(CLIENT, target, INLINE);
            Bench.everything(client);
            Bench.until(() -> !log.of("core.summary").isEmpty());

            assertThat(log.of("core.summary").getFirst())
                    .contains("verdict='" + verdict + "'", "rule_id='" + rule + "'")
                    .contains("client_local='" + target.ip() + "'")
                    .contains("client_local_port='" + target.port() + "'");
            assertThat(arrivals).hasSize(reached ? 1 : 0);
            assertThat(firewall.firewall().sessions()).isEmpty();
        }
    }

    @Test
    void connectionStraightToTheListenerShouldBeRefusedAndSaySo() throws Exception {
        try (LogTap log = new LogTap();
                TestFirewall firewall = new TestFirewall(filtered, PROXIES, POLICY)) {
            Bench.everything(filtered.network().dial(CLIENT, INLINE));
            Bench.until(() -> !log.of("core.summary").isEmpty());

            assertThat(log.of("core.refused").getFirst())
                    .contains(
                            "came straight to 192.0.2.1:3128",
                            "transparent listener \"inline\"",
                            "(tproxy)");
            assertThat(log.of("core.summary").getFirst()).contains("came straight to");
            assertThat(firewall.firewall().services().getFirst().started()).isZero();
        }
    }

    @Test
    void transportWithoutTransparencyShouldRefuseThePolicyAtItsPlace() {
        assertThatThrownBy(() -> new TestFirewall(new MemoryTransport(4096), PROXIES, POLICY))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "policy.text:6:52: listener \"inline\": transparent tproxy needs the loops"
                                + " transport, and this process has memory; or use false");
    }

    @Test
    void processThatLacksARightShouldRefuseThePolicyAtItsPlace(@TempDir Path state) {
        FirewallComponent firewall =
                component(state, new FilteredNetwork(Optional.of(CAPABILITY)), true);
        try {
            PolicyReport report = firewall.check("edge.yaml", POLICY);

            assertThat(report.errors())
                    .containsExactly(
                            "edge.yaml:6:52: listener \"inline\": transparent tproxy needs "
                                    + CAPABILITY
                                    + "; or use false");
            assertThat(firewall.check("edge.yaml", POLICY.replace("tproxy", "redirect")).ok())
                    .isTrue();
        } finally {
            firewall.deactivate();
        }
    }

    // Whoever checks may be nobody, and the process that serves may have the right.
    @Test
    void checkAloneShouldWarnOfARightThatItLacksItself(@TempDir Path state) {
        FirewallComponent firewall =
                component(state, new FilteredNetwork(Optional.of(CAPABILITY)), false);
        try {
            PolicyReport report = firewall.check("edge.yaml", POLICY);

            assertThat(report.errors()).isEmpty();
            assertThat(report.warnings())
                    .containsExactly(
                            "edge.yaml:6:52: listener \"inline\": transparent tproxy needs "
                                    + CAPABILITY
                                    + "; or use false");
        } finally {
            firewall.deactivate();
        }
    }

    @Test
    void checkAloneShouldRefuseWhatTheInstallationLacks(@TempDir Path state) {
        FirewallComponent firewall = component(state, null, false);
        try {
            assertThat(firewall.check("edge.yaml", POLICY).errors())
                    .containsExactly(
                            "edge.yaml:6:52: listener \"inline\": transparent tproxy needs the loops"
                                    + " transport, which is not here; start the bundle"
                                    + " transport-linux before the engine; or use false");
        } finally {
            firewall.deactivate();
        }
    }

    private static FirewallComponent component(
            Path state, @Nullable TransportFactory offered, boolean serve) {
        Map<String, Object> config = new HashMap<>();
        config.put("state.dir", state.toString());
        config.put("serve", serve);
        if (serve) {
            config.put("policy.text", POLICY.replace("tproxy", "false"));
        }
        try {
            PolicyParser parser = new YamlPolicyParser();
            return new FirewallComponent(
                    parser,
                    new PolicyDeployment(parser, property -> null),
                    new FixedRevisions(PROXIES, Map.of()),
                    offered,
                    config);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Test
    void openAddressShouldKeepItsTransparency() throws Exception {
        try (TestFirewall firewall = new TestFirewall(filtered, PROXIES, POLICY)) {
            PolicyReport changed =
                    firewall.firewall().load("edge.yaml", POLICY.replace("tproxy", "redirect"));

            assertThat(changed.errors())
                    .containsExactly(
                            "edge.yaml:6:52: listener \"inline\": 192.0.2.1:3128 is open with"
                                    + " transparent tproxy, which cannot change while it is; use"
                                    + " another address or port, or restart");
            assertThat(firewall.firewall().policyText()).isEqualTo(POLICY);
            assertThat(
                            firewall.firewall()
                                    .load("edge.yaml", POLICY.replace("id: 5", "id: 6"))
                                    .errors())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7:80, true,  goes to 198.51.100.7:80",
        "198.51.100.7:23, false, rule 4 denies it",
        "203.0.113.5:80,  false, rule 2 denies it",
        "192.0.2.1:80,    false, own listener \"web\"",
        "'',              false, came straight to 192.0.2.1:3128",
    })
    void explanationShouldTakeTheTargetForWhatTheClientAimsAt(
            String target, boolean accepted, String why) throws Exception {
        try (TestFirewall firewall = new TestFirewall(filtered, PROXIES, POLICY)) {
            Explanation said =
                    firewall.firewall()
                            .explain(
                                    "inline",
                                    CLIENT,
                                    Optional.of(target).filter(text -> !text.isEmpty()));

            assertThat(said.summary()).contains(why);
            assertThat(said.accepted()).isEqualTo(accepted);
        }
    }
}
