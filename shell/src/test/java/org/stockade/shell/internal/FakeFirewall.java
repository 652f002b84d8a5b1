package org.stockade.shell.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stockade.access.Firewall;
import org.stockade.access.PolicyChanges;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/** A firewall with one session of two nodes; remembers what was asked of it. */
final class FakeFirewall implements Firewall {
    final List<String> asked = new ArrayList<>();
    String startFailure = "";
    final FakeChanges changes = new FakeChanges(this);
    Unloads unloads = new Unloads(3, 2, 2, List.of());

    private final Zone world =
            new Zone("world", null, List.of(Subnet.parse("0.0.0.0/0"), Subnet.parse("::/0")));
    private final Zone office = new Zone("office", world, List.of(Subnet.parse("10.0.0.0/8")));

    @Override
    public String name() {
        return "edge";
    }

    @Override
    public String transport() {
        return "portable";
    }

    @Override
    public void awaitServing(Duration atMost) throws IOException {
        if (!startFailure.isEmpty()) {
            throw new IOException(startFailure);
        }
    }

    @Override
    public List<Listening> listeners() {
        return List.of(
                new Listening("surf", SockAddr.of("127.0.0.1", 3128), 1, 10_000),
                new Listening("surf", SockAddr.of("::1", 3128), 0, 10_000));
    }

    private static SessionNode node(String id, String proxy, SessionNode... children) {
        return new SessionNode(
                id,
                "web-out",
                proxy,
                "",
                3,
                "10.0.0.7:50000",
                "office",
                "192.0.2.1:80",
                "world",
                "1",
                "running",
                1.25,
                10,
                20,
                List.of(children));
    }

    @Override
    public List<SessionNode> sessions() {
        return List.of(node("(edge/web-out:17)", "http", node("(edge/web-out:17/http)", "http")));
    }

    @Override
    public Optional<SessionNode> session(String id) {
        return id.equals("web-out:17") ? Optional.of(sessions().getFirst()) : Optional.empty();
    }

    @Override
    public boolean kill(String id) {
        asked.add("kill " + id);
        return id.equals("web-out:17");
    }

    @Override
    public List<ServiceState> services() {
        return List.of(
                new ServiceState("web-out", "http", "inband", "connect", 1, 2000, 17, "ready"));
    }

    @Override
    public List<Zone> zones() {
        return List.of(world, office);
    }

    @Override
    public Optional<Zone> zoneOf(SockAddr address) {
        return address.ip().startsWith("10.") ? Optional.of(office) : Optional.empty();
    }

    @Override
    public List<RuleState> rules() {
        return List.of();
    }

    @Override
    public List<ProxyState> proxies() {
        return List.of(
                new ProxyState("http", "org.stockade.proxy-http 0.1.0", 9, "active"),
                new ProxyState("text", "", -1, "not installed"));
    }

    @Override
    public Explanation explain(String listener, SockAddr source, Optional<String> target) {
        asked.add("explain " + listener + " " + source + " " + target.orElse("-"));
        if (!listener.equals("surf")) {
            throw new IllegalArgumentException("no listener \"" + listener + "\"");
        }
        return new Explanation(
                false,
                "no rule matches",
                List.of(new Step("client zone", "office"), new Step("rule", "-")));
    }

    @Override
    public String policyText() {
        return "stockade: 1\nzones: {}\n";
    }

    @Override
    public PolicyReport check(String origin, String text) {
        return text.contains("wrong")
                ? new PolicyReport(
                        List.of(origin + ":1:1: wrong", origin + ":2:1: wrong too"), List.of("odd"))
                : new PolicyReport(List.of(), List.of());
    }

    @Override
    public PolicyReport load(String origin, String text) {
        asked.add("load " + origin);
        return check(origin, text);
    }

    @Override
    public PolicyChanges changes() {
        return changes;
    }

    @Override
    public List<GenerationState> generations() {
        return List.of(
                new GenerationState(
                        1,
                        "ended-but-held",
                        Duration.ofSeconds(90),
                        Optional.of(Duration.ofSeconds(70)),
                        0,
                        List.of("org.example.pop3 1.0.0")),
                new GenerationState(
                        2,
                        "current",
                        Duration.ofMillis(20_500),
                        Optional.empty(),
                        7,
                        List.of("org.example.pop3 1.0.1", "org.stockade.proxy-http 0.1.0")));
    }

    @Override
    public Unloads unloads() {
        return unloads;
    }

    @Override
    public Unloads forceUnloads(Duration atMost) {
        asked.add("force " + atMost.toSeconds());
        return unloads;
    }

    @Override
    public int drain(Duration atMost) {
        asked.add("drain " + atMost.toSeconds());
        return 3;
    }
}
