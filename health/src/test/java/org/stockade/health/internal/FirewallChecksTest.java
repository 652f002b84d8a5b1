package org.stockade.health.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.access.Firewall.GenerationState;
import org.stockade.access.Firewall.HeldCopy;
import org.stockade.access.Firewall.ProxyState;
import org.stockade.access.Firewall.ServiceState;
import org.stockade.access.Matchers;
import org.stockade.access.PolicyChanges.Fallback;
import org.stockade.access.PolicyChanges.Pending;
import org.stockade.access.Quarantine;
import org.stockade.health.Finding;
import org.stockade.health.Finding.Status;

/** What is asked of the firewall itself. */
class FirewallChecksTest {
    private final FakeFirewall firewall = new FakeFirewall();

    private void service(String state) {
        firewall.services.add(
                new ServiceState("chat", "censor", "direct", "connect", 0, 10, 0, state));
    }

    private void old(int count) {
        for (int i = 0; i < count; i++) {
            firewall.generations.add(
                    new GenerationState(
                            i,
                            "old",
                            Duration.ofSeconds(9),
                            Optional.of(Duration.ofSeconds(5)),
                            1,
                            List.of(),
                            Optional.empty()));
        }
    }

    @Test
    void firewallThatServesShouldBeWell() {
        service("ready");
        firewall.proxies.add(new ProxyState("censor", "text-censor 1.0.0", 7, "active"));
        old(20);

        assertThat(new FirewallCheck(firewall.current()).check()).isEmpty();
        assertThat(new ProxiesCheck(firewall.current()).check()).isEmpty();
        assertThat(new GenerationsCheck(firewall.current()).check()).isEmpty();
    }

    @Test
    void withdrawnVersionShouldBeWarnedOfAndARunningCanaryNot() {
        firewall.proxies.add(new ProxyState("pop3", "pop3 1.0", 6, "active; canary 1.1, see x"));
        assertThat(new ProxiesCheck(firewall.current()).check()).isEmpty();
        firewall.proxies.add(
                new ProxyState("censor", "censor 1.0", 7, "1.1 was withdrawn: it failed"));
        firewall.proxies.add(
                new ProxyState("http", "http 1.1", 8, "active, though it was withdrawn before: x"));
        assertThat(new ProxiesCheck(firewall.current()).check())
                .extracting(Finding::status, Finding::what)
                .containsExactly(
                        tuple(Status.WARN, "proxy censor: 1.1 was withdrawn: it failed"),
                        tuple(
                                Status.WARN,
                                "proxy http: active, though it was withdrawn before: x"));
    }

    @Test
    void policyThatServesInPlaceOfAnotherShouldBeCriticalAndOneThatWaitsBeNamed() {
        firewall.fallback =
                Optional.of(
                        new Fallback("edge.yaml", List.of("edge.yaml:1:1: no"), "", Instant.EPOCH));
        firewall.pending =
                Optional.of(new Pending(3, "ann", "edge.yaml", "", Duration.ofSeconds(9)));

        assertThat(new FirewallCheck(firewall.current()).check())
                .extracting(Finding::status, Finding::what)
                .containsExactly(
                        tuple(
                                Status.CRITICAL,
                                "edge.yaml is not in force, the policy of 1970-01-01T00:00:00Z is:"
                                        + " edge.yaml:1:1: no"),
                        tuple(Status.WARN, "the policy that ann committed goes back in 9 s"));
    }

    @Test
    void commitThatCannotGoBackShouldBeCritical() {
        firewall.pending = Optional.of(new Pending(3, "ann", "edge.yaml", "", Duration.ZERO));

        assertThat(new FirewallCheck(firewall.current()).check())
                .extracting(Finding::status, Finding::what)
                .containsExactly(
                        tuple(
                                Status.CRITICAL,
                                "the policy that ann committed was not confirmed in time and"
                                        + " cannot go back yet"));
    }

    @Test
    void matcherWhoseFileIsGoneShouldBeWarnedOf() {
        firewall.matchers.add(new Matchers.State("good", "hosts", "2 hosts", "ready"));
        firewall.matchers.add(
                new Matchers.State(
                        "ads", "hosts", "2 hosts", "ready with what was read before: gone"));

        assertThat(new FirewallCheck(firewall.current()).check())
                .extracting(Finding::status, Finding::what)
                .containsExactly(
                        tuple(Status.WARN, "matcher ads: ready with what was read before: gone"));
    }

    @Test
    void firewallThatIsNotThereShouldBeCriticalOnceOnly() {
        CurrentFirewall none = new CurrentFirewall();

        assertThat(new FirewallCheck(none).check())
                .singleElement()
                .extracting(Finding::status, Finding::what)
                .containsExactly(Status.CRITICAL, "the firewall has not started");
        assertThat(new ProxiesCheck(none).check()).isEmpty();
        assertThat(new GenerationsCheck(none).check()).isEmpty();
    }

    @Test
    void everyErrorOfAPolicyThatWasRefusedShouldBeTold() {
        firewall.refused = "edge.yaml:1:1: wrong\nedge.yaml:2:1: wrong too";

        assertThat(new FirewallCheck(firewall.current()).check())
                .extracting(Finding::status, Finding::what)
                .containsExactly(
                        tuple(Status.CRITICAL, "edge.yaml:1:1: wrong"),
                        tuple(Status.CRITICAL, "edge.yaml:2:1: wrong too"));
    }

    @Test
    void serviceThatRefusesShouldBeCriticalAndItsMissingProxyNotToldTwice() {
        service("no proxy \"censor\" is installed");
        firewall.proxies.add(new ProxyState("censor", "", -1, "not installed"));

        assertThat(new ProxiesCheck(firewall.current()).check())
                .containsExactly(
                        Finding.critical(
                                "service chat refuses its sessions: no proxy \"censor\" is"
                                        + " installed",
                                "install a bundle with the proxy censor, or correct what the"
                                        + " policy says of it"));
    }

    @Test
    void proxyWhoseUpdateFailedShouldBeToldThoughTheOldOneServes() {
        service("ready");
        firewall.proxies.add(new ProxyState("censor", "text-censor 1.0.0", 7, "update failed"));

        assertThat(new ProxiesCheck(firewall.current()).check())
                .containsExactly(
                        Finding.warn(
                                "proxy censor: update failed",
                                "see the log, then start or update bundle 7"));
    }

    @Test
    void quarantineShouldBeCriticalOnceThoughServiceAndProxyTellOfItToo() {
        service("proxy \"censor\" is quarantined since 2026-01-02T03:04:05Z: it loops; …");
        String told = "quarantined since 2026-01-02T03:04:05Z: it loops";
        firewall.proxies.add(new ProxyState("censor", "text-censor 1.0.0", 7, told));
        firewall.quarantines.add(
                new Quarantine(
                        "censor",
                        "text-censor 1.0.0",
                        Instant.parse("2026-01-02T03:04:05Z"),
                        "it loops"));

        assertThat(new ProxiesCheck(firewall.current()).check())
                .containsExactly(
                        Finding.critical(
                                "proxy censor is " + told,
                                "update bundle text-censor 1.0.0 to a version that does not, or"
                                        + " ask proxy censor resume"));
    }

    @Test
    void moreThanTwentyOldGenerationsWithSessionsShouldBeTold() {
        old(21);

        assertThat(new GenerationsCheck(firewall.current()).check())
                .extracting(Finding::status)
                .containsExactly(Status.WARN);
    }

    @Test
    void codeThatSomethingHoldsShouldBeCriticalAndNameTheHolder() {
        firewall.held.add(copy("a", List.of("thread \"left-behind\"")));
        firewall.held.add(copy("b", List.of()));
        firewall.held.add(copy("c", List.of()));

        assertThat(new GenerationsCheck(firewall.current()).check())
                .extracting(Finding::status, finding -> finding.what().split(",", 2)[0])
                .containsExactly(
                        tuple(Status.CRITICAL, "a 1.0.0"),
                        tuple(Status.WARN, "2 copies of replaced code"));
    }

    private static HeldCopy copy(String name, List<String> holders) {
        return new HeldCopy(name, "1.0.0", 3, Duration.ofSeconds(75), holders);
    }
}
