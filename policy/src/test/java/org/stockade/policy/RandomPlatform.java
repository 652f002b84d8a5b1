package org.stockade.policy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.stockade.policy.internal.WrittenSettings;

/** What a policy says of the firewall itself, and what its services name, without an error. */
record RandomPlatform(Random random) {
    static final String NONE = "";

    private static final List<String> PROXY_SETTINGS =
            List.of(
                    NONE,
                    "{ requests: { GET: accept, '*': reject }, ports: [80, 443] }",
                    "{ text: \"it's\", \"a b\": [1, true, ~, '1', 'true'], deep: { x: {} } }");
    private static final List<String> NAT_SETTINGS =
            List.of(
                    "general: [{ from: 10.0.0.0/8, to: 192.0.2.1 }]",
                    "static: { 192.0.2.1: 10.0.0.1 }",
                    "random: [192.0.2.0/28]",
                    "one-to-one: [{ from: 10.0.0.0/24, to: 192.0.2.0/24 }]",
                    "hash: [192.0.2.0/28]",
                    "nat64: 64:ff9b::/96",
                    "nat46: { 192.0.2.1: '2001:db8::1' }");
    private static final List<String> RESOLVER_SETTINGS =
            List.of(
                    "system: ",
                    "static: { hosts: { a.example: [192.0.2.1] } }",
                    "dns: { servers: ['192.0.2.53:53'] }");
    private static final List<String> MATCHER_SETTINGS =
            List.of(
                    "hosts: [a.example, '*.b.example']",
                    "regexp: { match: ['^a+$'], ignore: ['^aa$'] }",
                    "windows-update: ",
                    "combine: { logic: and, of: [m0] }");
    private static final List<String> AUTHENTICATOR_SETTINGS =
            List.of("table: {}", "file: { users: /etc/users }", "ldap: { servers: ['[::1]:389'] }");

    /** A kind and its settings, as {@code kind: settings}. */
    record Chosen(String kind, SettingsNode with) {
        static Chosen of(String written) {
            int end = written.indexOf(": ");
            return new Chosen(
                    written.substring(0, end), WrittenSettings.of(written.substring(end + 2)));
        }
    }

    /** Settings of a proxy. */
    SettingsNode with() {
        return WrittenSettings.of(pick(PROXY_SETTINGS));
    }

    Chosen router() {
        return Chosen.of(
                pick(
                        List.of(
                                "inband: ",
                                "transparent: ",
                                "inband: { forge-address: true, forge-port: keep }",
                                "transparent: { forge-address: true, override: '192.0.2.1:1' }",
                                "direct: ['192.0.2.1:80', '[2001:db8::1]:80']")));
    }

    Chosen chainer() {
        return Chosen.of(
                pick(
                        List.of(
                                "connect: ",
                                "failover: { timeout: 60s }",
                                "weighted: { weights: [1, 3] }",
                                "side-stack: { proxy: plain, with: { a: 1 }, chainer: failover }",
                                "least-connections: ")));
    }

    List<NatPolicy> nat() {
        return some(
                "n",
                name -> {
                    Chosen chosen = Chosen.of(pick(NAT_SETTINGS));
                    return new NatPolicy(name, chosen.kind(), chosen.with());
                });
    }

    List<ResolverPolicy> resolvers() {
        return some(
                "r",
                name -> {
                    Chosen chosen = Chosen.of(pick(RESOLVER_SETTINGS));
                    return new ResolverPolicy(name, chosen.kind(), chosen.with());
                });
    }

    List<MatcherPolicy> matchers() {
        Optional<Path> folder =
                random.nextBoolean() ? Optional.of(Path.of("/etc/stockade")) : Optional.empty();
        return some(
                "m",
                name -> {
                    Chosen chosen = Chosen.of(pick(MATCHER_SETTINGS));
                    return new MatcherPolicy(name, chosen.kind(), chosen.with(), folder);
                });
    }

    List<AuthenticatorPolicy> authenticators() {
        List<AuthenticatorPolicy> all = new ArrayList<>();
        for (String name : List.of("people", "others")) {
            Chosen chosen = Chosen.of(pick(AUTHENTICATOR_SETTINGS));
            all.add(
                    new AuthenticatorPolicy(
                            name,
                            chosen.kind(),
                            chosen.with(),
                            chosen.kind() + " " + WrittenSettings.text(chosen.with())));
        }
        return all;
    }

    GenerationLimits generations() {
        if (random.nextBoolean()) {
            return GenerationLimits.DEFAULT;
        }
        Duration time = time();
        return new GenerationLimits(
                random.nextInt(3) == 0 ? ServicePolicy.NO_LIMIT : time(),
                random.nextInt(3) == 0 ? ServicePolicy.NO_LIMIT : time(),
                1 + random.nextInt(1000),
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(
                                new CanaryPolicy(
                                        1 + random.nextInt(50),
                                        time,
                                        1 + random.nextInt(1_000_000),
                                        time.plusMillis(random.nextInt(100_000)))));
    }

    DeploymentPolicy deployment() {
        List<DeploymentPolicy.Trusted> trusted = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            trusted.add(
                    new DeploymentPolicy.Trusted("", Path.of("/etc/it's " + random.nextInt(9))));
        }
        return new DeploymentPolicy(!trusted.isEmpty() && random.nextBoolean(), trusted);
    }

    Budgets budgets() {
        Map<String, ProxyBudget> byProxy = new TreeMap<>();
        for (String proxy : List.of("http", "plain")) {
            if (random.nextBoolean()) {
                byProxy.put(proxy, budget());
            }
        }
        return new Budgets(byProxy, random.nextBoolean() ? budget() : ProxyBudget.DEFAULT);
    }

    private ProxyBudget budget() {
        return new ProxyBudget(
                orNone(1 + random.nextInt(1_000_000)),
                orNone((64L + random.nextInt(1_000_000)) << 10),
                orNone(1 + random.nextInt(100)),
                orNone(1 + random.nextInt(1_000_000)));
    }

    private long orNone(long number) {
        return random.nextInt(3) == 0 ? ProxyBudget.NO_LIMIT : number;
    }

    private Duration time() {
        return Duration.ofMillis(1 + random.nextInt(100_000_000));
    }

    private <T> List<T> some(String letter, Function<String, T> made) {
        List<T> all = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            all.add(made.apply(letter + i));
        }
        return all;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
