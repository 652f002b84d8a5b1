package org.stockade.policy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.ListenerPolicy.Transparency;
import org.stockade.policy.Policy.TransportChoice;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/** Policies without an error, of every key and of values at the borders. */
final class RandomPolicies {
    private static final List<String> PROXIES = List.of("http", "plain", "a.b-c_9");
    private static final List<String> LIMITS =
            List.of("connect", "handshake", "head", "response", "idle", "total");
    private static final List<String> TEXTS =
            List.of("it's", "a: b # c", "{x}", "[1, 2]", "- x", "\"", "null", "true", "ß€😀", "1");

    private static final List<String> DETECTED =
            List.of(
                    "http",
                    "tls",
                    "tls:www.example.com",
                    "alpn:h2",
                    "ssh-server",
                    "cert:" + "0a".repeat(32));

    private final Random random;
    private final RandomAuth auth;
    private final RandomPlatform platform;
    private final List<NatPolicy> nat;
    private final List<ResolverPolicy> resolvers;
    private final List<MatcherPolicy> matchers;
    private final List<KnownAddress> known;
    private final Map<String, String> hostResolvers = new TreeMap<>();
    private final List<Zone> zones = new ArrayList<>();
    private final List<String> zoneNames = new ArrayList<>();
    private final List<String> listeners = new ArrayList<>();
    private final List<String> services = new ArrayList<>();
    private int subnets;
    private int hosts;

    private RandomPolicies(long seed) {
        random = new Random(seed);
        auth = new RandomAuth(random, this::schedule);
        platform = new RandomPlatform(random);
        nat = platform.nat();
        resolvers = platform.resolvers();
        matchers = platform.matchers();
        known = auth.known();
    }

    static Policy policy(long seed) {
        return new RandomPolicies(seed).policy();
    }

    private Policy policy() {
        for (int i = random.nextInt(4); i >= 0; i--) {
            services.add("service-" + i);
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            zone("zone_" + i);
        }
        List<ListenerPolicy> made = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            listeners.add("l" + i);
            made.add(listener("l" + i, i));
        }
        List<ServicePolicy> offered = services.stream().map(this::service).toList();
        List<RulePolicy> rules = new ArrayList<>();
        for (int id = 1; rules.size() < 12; id += 1 + random.nextInt(3)) {
            rules.add(rule(id));
        }
        return new Policy(
                perhaps(() -> "edge.1"),
                made.stream().allMatch(it -> it.transparent() == Transparency.FALSE)
                        ? pick(List.of(TransportChoice.values()))
                        : TransportChoice.AUTO,
                platform.generations(),
                platform.deployment(),
                platform.budgets(),
                zones,
                made,
                nat,
                resolvers,
                matchers,
                hostResolvers,
                platform.authenticators(),
                known,
                offered,
                rules,
                "");
    }

    private void zone(String name) {
        Zone parent = zones.isEmpty() || random.nextBoolean() ? null : pick(zones);
        List<Subnet> its = few(() -> Subnet.parse(nextSubnet()));
        List<String> named = few(() -> "h" + hosts++ + ".example");
        if (!resolvers.isEmpty() && random.nextBoolean()) {
            String resolver = pick(resolvers).name();
            named.forEach(host -> hostResolvers.put(host, resolver));
        }
        zones.add(
                new Zone(
                        name,
                        parent,
                        its,
                        named,
                        new Zone.Services(
                                perhaps(this::permitted),
                                perhaps(this::permitted),
                                random.nextBoolean())));
        zoneNames.add(name);
    }

    private List<String> permitted() {
        List<String> named = distinct(services);
        if (random.nextInt(4) == 0) {
            named.add("*");
        }
        return named;
    }

    private String nextSubnet() {
        int number = subnets++;
        return random.nextBoolean()
                ? "10.%d.%d.7/%d".formatted(number / 256, number % 256, 24 + random.nextInt(9))
                : "2001:db8:%x::/%d".formatted(number, 48 + random.nextInt(81));
    }

    private ListenerPolicy listener(String name, int number) {
        Transparency transparent = pick(List.of(Transparency.values()));
        SockAddr second = SockAddr.of("::1", random.nextBoolean() ? 0 : 1000 + number);
        boolean datagrams = transparent == Transparency.FALSE && random.nextBoolean();
        return new ListenerPolicy(
                name,
                List.of(
                        Bind.tcp(SockAddr.of("127.0.0.1", 1000 + number)),
                        datagrams ? Bind.udp(second) : Bind.tcp(second)),
                1 + random.nextInt(1_000_000),
                random.nextInt(1_000_001),
                false,
                transparent,
                "");
    }

    private ServicePolicy service(String name) {
        Map<String, Duration> limits = new TreeMap<>();
        for (String limit : distinct(LIMITS)) {
            boolean none = limit.equals("idle") || limit.equals("total");
            limits.put(
                    limit,
                    none && random.nextBoolean()
                            ? ServicePolicy.NO_LIMIT
                            : Duration.ofMillis(1 + random.nextInt(1_000_000)));
        }
        Optional<AuthenticationPolicy> authentication =
                perhaps(() -> auth.authentication(!known.isEmpty()));
        RandomPlatform.Chosen router = platform.router();
        RandomPlatform.Chosen chainer = platform.chainer();
        return new ServicePolicy(
                name,
                pick(PROXIES),
                platform.with(),
                router.kind(),
                router.with(),
                chainer.kind(),
                chainer.with(),
                named(nat.stream().map(NatPolicy::name).toList()),
                named(nat.stream().map(NatPolicy::name).toList()),
                named(resolvers.stream().map(ResolverPolicy::name).toList()),
                authentication,
                authentication.flatMap(known -> perhaps(() -> auth.authorization(services))),
                perhaps(() -> distinct(zoneNames)),
                random.nextInt(Integer.MAX_VALUE),
                new Admission(
                        perhaps(
                                () ->
                                        new Admission.SessionRate(
                                                1 + random.nextInt(1_000_000),
                                                1 + random.nextInt(1_000_000))),
                        random.nextInt(1_000_001),
                        perhaps(() -> pick(TEXTS))),
                limits);
    }

    private RulePolicy rule(int id) {
        boolean denies = random.nextBoolean();
        return new RulePolicy(
                id,
                distinct(listeners),
                distinct(zoneNames),
                distinct(zoneNames),
                few(() -> Subnet.parse(nextSubnet())),
                few(() -> Subnet.parse(nextSubnet())),
                few(this::ports),
                few(this::ports),
                few(() -> pick(List.of("eth0", "wlan:1", "0"))),
                few(() -> "eth1"),
                few(() -> random.nextInt(Integer.MAX_VALUE)),
                few(() -> random.nextInt(3)),
                few(() -> random.nextInt(256)),
                distinct(List.of("a.example", "b", "xn--bcher-kva.example")),
                distinct(detected()),
                distinct(TEXTS),
                distinct(TEXTS),
                few(this::schedule),
                denies ? Optional.empty() : Optional.of(pick(services)),
                denies ? Optional.of(pick(List.of(RulePolicy.Denial.values()))) : Optional.empty(),
                "");
    }

    private List<String> detected() {
        List<String> names = new ArrayList<>(DETECTED);
        matchers.forEach(matcher -> names.add(RulePolicy.DETECT_MATCHER + matcher.name()));
        return names;
    }

    private Optional<String> named(List<String> names) {
        return names.isEmpty() ? Optional.empty() : perhaps(() -> pick(names));
    }

    private PortRange ports() {
        int low = random.nextInt(65536);
        return new PortRange(low, low + random.nextInt(65536 - low));
    }

    private Schedule schedule() {
        int from = random.nextInt(Schedule.DAY);
        int length = 1 + random.nextInt(Schedule.DAY - 1);
        return new Schedule(
                EnumSet.of(day(), day(), day()),
                from,
                (from + length - 1) % Schedule.DAY + 1,
                perhaps(() -> ZoneId.of(pick(List.of("UTC", "Europe/Berlin", "+02:00")))));
    }

    private DayOfWeek day() {
        return DayOfWeek.of(1 + random.nextInt(7));
    }

    private <T> Optional<T> perhaps(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    /** Mostly none, at most three. */
    private <T> List<T> few(Supplier<T> value) {
        List<T> values = new ArrayList<>();
        while (values.size() < 3 && random.nextInt(3) == 0) {
            values.add(value.get());
        }
        return values;
    }

    private <T> List<T> distinct(List<T> from) {
        List<T> values = new ArrayList<>(from);
        values.removeIf(value -> random.nextInt(3) > 0);
        return values;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
