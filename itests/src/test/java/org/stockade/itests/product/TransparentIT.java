package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Stockade;
import org.stockade.itests.peers.ThreeNetworks;

/** curl to a server it can reach only because a packet filter brings it to the firewall. */
class TransparentIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Ports 80 and 82 are redirected, to a socket of IPv6 and one of IPv4; 81 is handed over. */
    private static final String FILTER =
            """
            table inet stockade {
              chain redirected {
                type nat hook prerouting priority dstnat; policy accept;
                iifname "inside" tcp dport 80 redirect to :50080
                iifname "inside" tcp dport 82 redirect to :50082
              }
              chain handed-over {
                type filter hook prerouting priority mangle; policy accept;
                iifname "inside" meta nfproto ipv4 tcp dport 81 tproxy ip to 127.0.0.1:50081 meta mark set 1 accept
                iifname "inside" meta nfproto ipv6 tcp dport 81 tproxy ip6 to [::1]:50081 meta mark set 1 accept
                iifname "inside" meta nfproto ipv4 tcp dport 83 tproxy ip to 127.0.0.1:50083 meta mark set 1 accept
                iifname "inside" meta nfproto ipv6 tcp dport 83 tproxy ip6 to [::1]:50083 meta mark set 1 accept
                iifname "outside" socket transparent 1 meta mark set 1 accept
              }
            }
            """;

    private static final String POLICY =
            """
            stockade: 1
            zones:
              inside: { subnets: [10.77.1.0/24, "fd77:1::/64"] }
              outside: { subnets: [10.77.2.0/24, "fd77:2::/64"] }
              closed: { subnets: [10.77.2.3/32] }
            listeners:
              redirected: { bind: ["[::]:50080", "0.0.0.0:50082"], transparent: redirect }
              handed-over: { bind: ["127.0.0.1:50081", "[::1]:50081"], transparent: tproxy }
              invisible: { bind: ["127.0.0.1:50083", "[::1]:50083"], transparent: tproxy }
            services:
              onward: { proxy: plain }
              unseen: { proxy: plain, router: { transparent: { forge-address: true, forge-port: group } } }
            rules:
              - { id: 1, from-zone: inside, to-zone: outside, service: onward }
              - { id: 2, from-zone: inside, to-zone: closed, deny: true }
              - { id: 3, from-zone: inside, service: onward }
              - { id: 4, listener: invisible, from-zone: inside, to-zone: outside, to-port: 83, service: unseen }
            """;

    @TempDir static Path folder;

    private static @Nullable ThreeNetworks networks;
    private static @Nullable Process server;
    private static @Nullable Stockade stockade;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        for (String tool : List.of("ip", "nft", "curl", "nginx")) {
            assumeTrue(Places.has(tool), tool + " is missing");
        }
        Optional<String> missing = ThreeNetworks.missing();
        if (missing.isPresent()) {
            System.err.println("SKIPPED: transparent listeners end to end: " + missing.get());
            abort("no network namespaces with a packet filter here: " + missing.get());
        }
        networks = new ThreeNetworks(folder, FILTER);
        server = serve();
        stockade = Stockade.runBy(networks.in("firewall"), folder, POLICY, Map.of());
    }

    private static Process serve() throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("nginx"));
        Path config =
                Files.writeString(
                        home.resolve("nginx.conf"),
                        """
                        daemon off;
                        worker_processes 1;
                        user root;
                        pid %1$s/nginx.pid;
                        error_log %1$s/error.log;
                        events {}
                        http {
                          access_log off;
                          client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                          uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                          server {
                            listen 80; listen 81; listen 82; listen 83; listen [::]:80; listen [::]:81; listen [::]:83;
                            return 200 "$remote_addr came to $server_addr port $server_port\\n";
                          }
                        }
                        """
                                .formatted(home));
        List<String> command = new ArrayList<>(networks.in("server"));
        command.addAll(List.of("nginx", "-c", config.toString(), "-p", home.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("out").toFile())
                        .start();
        await().atMost(LONG).until(() -> curl("server", "http://10.77.2.2/").exit() == 0);
        return process;
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (stockade != null) {
            stockade.close();
        }
        if (server != null) {
            server.destroy();
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        }
        if (networks != null) {
            networks.close();
        }
    }

    private static Run curl(String where, String url) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(networks.in(where));
        command.addAll(List.of("curl", "-gsS", "--max-time", "20", url));
        return Run.of(command.toArray(String[]::new));
    }

    private static String record(String... marks) throws IOException {
        await().atMost(LONG).until(() -> find(marks).size() == 1);
        return find(marks).getFirst();
    }

    private static List<String> find(String... marks) throws IOException {
        return stockade.log("core.summary").stream()
                .filter(line -> List.of(marks).stream().allMatch(line::contains))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "redirect of IPv4 to a socket of IPv6, 10.77.2.2,   10.77.2.2, 80, 10.77.2.1, 10.77.1.2",
        "redirect of IPv4 to a socket of IPv4, 10.77.2.2,   10.77.2.2, 82, 10.77.2.1, 10.77.1.2",
        "redirect of IPv6,                     [fd77:2::2], fd77:2::2, 80, fd77:2::1, fd77:1::2",
        "tproxy of IPv4,                       10.77.2.2,   10.77.2.2, 81, 10.77.2.1, 10.77.1.2",
        "tproxy of IPv6,                       [fd77:2::2], fd77:2::2, 81, fd77:2::1, fd77:1::2",
    })
    void clientShouldReachTheServerItMeantToReach(
            String how, String host, String ip, int port, String firewall, String client)
            throws Exception {
        Run run = curl("client", "http://" + host + ":" + port + "/");

        assertThat(run.out())
                .as(how + ": " + run.err())
                .isEqualTo(firewall + " came to " + ip + " port " + port + "\n");
        assertThat(record("client_local='" + ip + "'", "client_local_port='" + port + "'"))
                .contains("client_address='" + client + "'", "client_zone='inside'")
                .contains("server_address='" + ip + "'", "server_port='" + port + "'")
                .contains("rule_id='1'", "verdict='ACCEPTED'");
    }

    @ParameterizedTest
    @CsvSource({"80", "81", "82"})
    void zoneOfTheServerShouldDecide(int port) throws Exception {
        Run run = curl("client", "http://10.77.2.3:" + port + "/");

        assertThat(run.out()).isEmpty();
        assertThat(record("client_local='10.77.2.3'", "client_local_port='" + port + "'"))
                .contains("rule_id='2'", "verdict='DENIED_BY_POLICY'", "servers='0'");
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.2.2,   10.77.2.2, 10.77.1.2",
        "[fd77:2::2], fd77:2::2, fd77:1::2",
    })
    void forgedAddressShouldShowTheServerTheClient(String host, String ip, String client)
            throws Exception {
        Run run = curl("client", "http://" + host + ":83/");

        assertThat(run.out()).as(run.err()).isEqualTo(client + " came to " + ip + " port 83\n");
        assertThat(record("client_local='" + ip + "'", "client_local_port='83'"))
                .contains("/unseen:", "server_local='" + client + "'")
                .contains("rule_id='4'", "verdict='ACCEPTED'");
    }

    // Rule 3 permits it: without the check the connection would come back for ever.
    @ParameterizedTest
    @CsvSource({"10.77.1.1, 50080", "10.77.1.1, 50082"})
    void connectionStraightToTheListenerShouldBeRefused(String ip, int port) throws Exception {
        Run run = curl("client", "http://" + ip + ":" + port + "/");

        assertThat(run.out()).isEmpty();
        assertThat(record("client_local='" + ip + "'", "client_local_port='" + port + "'"))
                .contains("verdict='DENIED_BY_POLICY'", "servers='0'")
                .contains("came straight to " + ip + ":" + port);
    }

    @Test
    void tproxyWithoutTheCapabilityShouldBeRefusedAtLoadAndWarnedOfByCheck(@TempDir Path own)
            throws Exception {
        assumeTrue(Places.has("setpriv"), "setpriv is missing");
        List<String> without = List.of("setpriv", "--bounding-set", "-net_admin,-net_raw");
        String place = "edge.yaml:8:73: listener \"handed-over\": transparent tproxy needs the ";

        assertThatThrownBy(() -> Stockade.runBy(without, own, POLICY, Map.of()))
                .hasMessageContaining(place + "capability CAP_NET_ADMIN");

        List<String> check = new ArrayList<>(without);
        check.addAll(List.of(Stockade.script(), "check", own.resolve("edge.yaml").toString()));
        Run checked = Run.of(Map.of(), check);
        assertThat(checked.err()).contains(place + "capability CAP_NET_ADMIN");
        assertThat(checked.exit()).isZero();
    }
}
