package org.stockade.shell.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.stockade.access.Budgeted;
import org.stockade.access.Firewall;
import org.stockade.access.Known;
import org.stockade.access.Listening;
import org.stockade.access.Logins;
import org.stockade.access.Matchers;
import org.stockade.access.NamedPart;
import org.stockade.access.PolicyChanges;
import org.stockade.access.ProxyUse;
import org.stockade.access.Quarantine;
import org.stockade.access.Replay;
import org.stockade.access.TapOrder;
import org.stockade.access.TapState;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/** A firewall with one session of two nodes; remembers what was asked of it. */
final class FakeFirewall implements Firewall {
    final List<String> asked = new ArrayList<>();
    String startFailure = "";
    boolean quarantined;
    List<String> canary = List.of();
    Optional<CanaryFigures> figures = Optional.empty();
    List<ProxyState> proxies =
            List.of(
                    new ProxyState("http", "org.stockade.proxy-http 0.1.0", 9, "active"),
                    new ProxyState("text", "", -1, "not installed"));
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

    final FakeLogins logins = new FakeLogins();

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
                "ACCEPTED",
                Known.NOBODY,
                proxyTaps(id),
                List.of(children));
    }

    private static List<TapState> proxyTaps(String id) {
        return id.endsWith("/http)") ? List.of(tapOf(id, 4096, 0)) : List.of();
    }

    private static TapState tapOf(String node, long limit, long dropped) {
        return new TapState(node, "/state/taps/it.pcapng", 1234, limit, 59.5, dropped, "");
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
        return id.startsWith("web-out:17");
    }

    @Override
    public boolean kill(String id, String by) {
        asked.add("kill " + id + " by " + by);
        return id.startsWith("web-out:17");
    }

    @Override
    public TapState tap(TapOrder order) throws IOException {
        asked.add("tap " + order);
        if (!order.id().startsWith("web-out:17")) {
            throw new IOException("no live session or node " + order.id());
        }
        return tapOf("(edge/" + order.id() + ")", order.bytes(), 0);
    }

    @Override
    public TapState untap(String id) throws IOException {
        asked.add("untap " + id);
        if (!id.startsWith("web-out:17")) {
            throw new IOException("node (edge/" + id + ") has no tap");
        }
        return tapOf("(edge/" + id + ")", 4096, 77);
    }

    @Override
    public Matchers matchers() {
        return new Matchers() {
            @Override
            public List<State> list() {
                return List.of(
                        new State("ads", "hosts", "2 hosts", "ready"),
                        new State("upd", "dns", "addresses of 1 hosts", "ready"));
            }

            @Override
            public Optional<Answer> ask(String name, String text) {
                return switch (name) {
                    case "ads" ->
                            text.endsWith("ads.test")
                                    ? Optional.of(new Answer(true, true, "\"ads.test\" of names"))
                                    : Optional.of(new Answer(true, false, ""));
                    case "upd" -> Optional.of(new Answer(false, false, "nobody\nanswers"));
                    default -> Optional.empty();
                };
            }
        };
    }

    @Override
    public List<TargetState> targets() {
        return List.of(
                new TargetState("web-out", "192.0.2.1:80", "up", Optional.empty(), 3, "well"),
                new TargetState(
                        "relay",
                        "192.0.2.2:80",
                        "down",
                        Optional.of(Duration.ofMillis(59_500)),
                        0,
                        ""));
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
        return proxies;
    }

    @Override
    public List<NamedPart> parts() {
        List<NamedPart> all = new ArrayList<>();
        proxies.forEach(
                it ->
                        all.add(
                                new NamedPart(
                                        "proxy",
                                        it.name(),
                                        it.bundle(),
                                        it.sourceBundle(),
                                        it.state())));
        all.add(new NamedPart("authenticator", "file", "org.example.users 1.0.0", 12, "stopped"));
        all.add(new NamedPart("detector", "smtp", "", -1, "not installed"));
        return all;
    }

    @Override
    public Optional<ProxyUse> proxy(String name) {
        if (!name.equals("http")) {
            return Optional.empty();
        }
        String bundle = "org.stockade.proxy-http 0.1.0";
        Quarantine quarantine =
                new Quarantine(name, bundle, Instant.parse("2026-01-02T03:04:05Z"), "it loops");
        return Optional.of(
                new ProxyUse(
                        name,
                        bundle,
                        quarantined ? "quarantined since 2026-01-02T03:04:05Z: it loops" : "active",
                        quarantined ? Optional.of(quarantine) : Optional.empty(),
                        List.of(
                                new Budgeted("sessions", OptionalLong.of(3), OptionalLong.of(5000)),
                                new Budgeted("cpu", OptionalLong.empty(), OptionalLong.empty()))));
    }

    @Override
    public List<Quarantine> quarantines() {
        return proxy("http").flatMap(ProxyUse::quarantine).stream().toList();
    }

    @Override
    public boolean resume(String proxy) {
        boolean was = quarantined;
        quarantined = false;
        return was;
    }

    @Override
    public boolean maintain(String service, Optional<String> message) {
        asked.add("maintain " + service + " " + message.orElse("-"));
        return service.equals("web-out");
    }

    @Override
    public Explanation explain(
            String listener, SockAddr source, Optional<String> target, Supposition supposed) {
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
    public Logins logins() {
        return logins;
    }

    @Override
    public String policyText() {
        return "stockade: 1\nzones: {}\n";
    }

    @Override
    public PolicyReport check(String origin, Path folder, String text) {
        asked.add("check in " + folder);
        return check(origin, text);
    }

    @Override
    public PolicyReport check(String origin, String text) {
        return text.contains("wrong")
                ? new PolicyReport(
                        List.of(origin + ":1:1: wrong", origin + ":2:1: wrong too"), List.of("odd"))
                : new PolicyReport(List.of(), List.of());
    }

    @Override
    public Replay.Report replay(String origin, String text, Replay.Order order) {
        if (text.contains("wrong")) {
            return Replay.Report.refused(List.of(origin + ":1:1: wrong"));
        }
        asked.add("replay " + order.since() + " " + order.examples());
        if (text.contains("same")) {
            return new Replay.Report(List.of(), 5, 5, List.of(), List.of(), List.of());
        }
        Replay.Example example =
                new Replay.Example(
                        Instant.parse("2026-01-05T08:00:00Z"),
                        "web",
                        "192.0.2.9:40000",
                        "192.0.2.1:3128",
                        "example.com:443");
        return new Replay.Report(
                List.of(),
                1240,
                5,
                List.of(
                        new Replay.Count(Replay.Effect.REFUSED, 1234),
                        new Replay.Count(Replay.Effect.UNDECIDED, 1)),
                List.of(
                        new Replay.Group(
                                Replay.Effect.REFUSED,
                                "service web-out (rule 1)",
                                "refused by rule 7",
                                1234,
                                List.of(example)),
                        new Replay.Group(
                                Replay.Effect.UNDECIDED,
                                "refused by no rule",
                                "listener \"old\" gone",
                                1,
                                List.of())),
                List.of("not all"));
    }

    @Override
    public List<String> totality(String origin, String text) {
        if (text.contains("wrong")) {
            throw new IllegalArgumentException(origin + ":1:1: wrong");
        }
        return List.of("office -> listener surf: no rule, refused", "1 pairs: 0 decided");
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
                        List.of("org.example.pop3 1.0.0"),
                        Optional.empty()),
                new GenerationState(
                        2,
                        "current",
                        Duration.ofMillis(20_500),
                        Optional.empty(),
                        7,
                        List.of("org.example.pop3 1.0.1", "org.stockade.proxy-http 0.1.0"),
                        figures));
    }

    @Override
    public List<String> promoteCanary() {
        asked.add("promote");
        return canary;
    }

    @Override
    public List<String> withdrawCanary() {
        asked.add("withdraw");
        return canary;
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
