package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.policy.Bind;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.ListenerPolicy.Transparency;

/** What proc(5) says of a process decides which ports are warned of. */
class LowPortsTest {
    @TempDir private Path proc;

    @BeforeEach
    void usual() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.createDirectories(proc.resolve("sys/net/ipv4"));
        capabilities("0000000000000000");
        Files.writeString(proc.resolve("sys/net/ipv4/ip_unprivileged_port_start"), "1024\n");
    }

    private void capabilities(String effective) throws IOException {
        Files.writeString(
                proc.resolve("self/status"),
                "Name:\tjava\nCapEff:\t" + effective + "\nSeccomp:\t0\n");
    }

    private List<String> unmet(String... binds) {
        return new LowPorts(proc)
                .unmet(
                        List.of(
                                new ListenerPolicy(
                                        "web",
                                        List.of(binds).stream().map(Bind::parse).toList(),
                                        10,
                                        0,
                                        false,
                                        Transparency.FALSE,
                                        "edge.yaml:7:3")));
    }

    @Test
    void portBelowTheFirstFreeOneShouldNeedTheCapability() {
        assertThat(unmet("127.0.0.1:80", "[::1]:80", "udp:127.0.0.1:1023", "127.0.0.1:1024"))
                .containsExactly(
                        "edge.yaml:7:3: listener \"web\": port 80 needs the capability"
                                + " CAP_NET_BIND_SERVICE, which this process has not; grant it"
                                + " (AmbientCapabilities=CAP_NET_BIND_SERVICE in a systemd unit), or"
                                + " use 1024 or above",
                        "edge.yaml:7:3: listener \"web\": port 1023 needs the capability"
                                + " CAP_NET_BIND_SERVICE, which this process has not; grant it"
                                + " (AmbientCapabilities=CAP_NET_BIND_SERVICE in a systemd unit), or"
                                + " use 1024 or above");
        assertThat(unmet("127.0.0.1:0", "127.0.0.1:8080")).isEmpty();
    }

    @Test
    void whoeverHasTheCapabilityShouldNotBeWarned() throws IOException {
        capabilities("0000000000000400");
        assertThat(unmet("127.0.0.1:80")).isEmpty();
        capabilities("000001fffffffbff");
        assertThat(unmet("127.0.0.1:80")).as("all but that one").hasSize(1);
    }

    @Test
    void firstPortOfTheSystemShouldCount() throws IOException {
        Files.writeString(proc.resolve("sys/net/ipv4/ip_unprivileged_port_start"), "80\n");
        assertThat(unmet("127.0.0.1:80")).isEmpty();
        assertThat(unmet("127.0.0.1:79")).hasSize(1);
    }

    @Test
    void systemThatDoesNotTellShouldBeNoReasonToWarn() throws IOException {
        Files.delete(proc.resolve("sys/net/ipv4/ip_unprivileged_port_start"));
        assertThat(unmet("127.0.0.1:80")).isEmpty();
        Files.delete(proc.resolve("self/status"));
        assertThat(unmet("127.0.0.1:80")).isEmpty();
    }
}
