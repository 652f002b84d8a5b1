package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

/** {@code proxy NAME} and {@code proxy NAME resume}. */
class ProxyCommandsTest {
    private final FakeFirewall firewall = new FakeFirewall();

    private CommandLine.Printed run(String... words) {
        CurrentFirewall current = new CurrentFirewall();
        current.bind(firewall);
        BundleContext bundles = new FakeBundles(Map.of()).context();
        CommandLine line = new CommandLine(bundles, current, new HealthChecks(bundles));
        return line.run(List.of(words), Path.of(""), "test");
    }

    @Test
    void proxyShouldShowWhatItUsesOfItsBudgets() {
        assertThat(run("proxy", "http").out())
                .isEqualTo(
                        """
                        http of org.stockade.proxy-http 0.1.0: active
                        BUDGET    USED          LIMIT
                        sessions  3             5000
                        cpu       not measured  none
                        """);
        assertThat(run("proxy", "http", "--json").out())
                .isEqualTo(
                        "{\"name\":\"http\",\"bundle\":\"org.stockade.proxy-http 0.1.0\","
                                + "\"state\":\"active\",\"budgets\":[{\"budget\":\"sessions\","
                                + "\"used\":3,\"limit\":5000},{\"budget\":\"cpu\"}]}\n");
    }

    @Test
    void quarantineShouldBeShownWithItsTimeAndReason() {
        firewall.quarantined = true;
        assertThat(run("proxy", "http").out())
                .startsWith(
                        "http of org.stockade.proxy-http 0.1.0: quarantined since"
                                + " 2026-01-02T03:04:05Z: it loops\n");
        assertThat(run("proxy", "http", "--json").out())
                .contains("\"since\":\"2026-01-02T03:04:05Z\",\"why\":\"it loops\"");
    }

    @Test
    void resumeShouldEndAQuarantineOnce() {
        firewall.quarantined = true;
        assertThat(run("proxy", "http", "resume"))
                .isEqualTo(new CommandLine.Printed(0, "proxy http gets new sessions\n", ""));
        assertThat(run("proxy", "http", "resume"))
                .isEqualTo(new CommandLine.Printed(1, "", "proxy http is in no quarantine"));
    }

    @Test
    void unknownProxyAndWrongUsageShouldSaySo() {
        assertThat(run("proxy", "pop3"))
                .isEqualTo(new CommandLine.Printed(1, "", "no proxy pop3; proxies shows them"));
        assertThat(run("proxy", "pop3", "resume").exit()).isEqualTo(1);
        assertThat(run("proxy", "http", "end").exit()).isEqualTo(2);
        assertThat(run("proxy").exit()).isEqualTo(2);
    }

    @Test
    void resumeAloneShouldBeAnAct() {
        assertThat(Acts.isAct(List.of("proxy", "http"))).isFalse();
        List<String> resume = List.of("proxy", "http", "resume");
        assertThat(Acts.isAct(resume)).isTrue();
        assertThat(Acts.name(resume)).isEqualTo("proxy-resume");
        assertThat(Acts.subject(resume)).isEqualTo("http");
    }
}
