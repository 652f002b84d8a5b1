package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Policies without errors, which share enough names that two of them differ in every way. */
final class RandomPolicies {
    private static final List<String> NAMES = List.of("a", "mail.in", "web-out", "x_1", "80");

    private final Random random;

    RandomPolicies(long seed) {
        random = new Random(seed);
    }

    /** The text of one; flow style, so that only the order of keys is left to chance. */
    String next() {
        List<String> zones = some(NAMES, 0);
        List<String> listeners = some(NAMES, 1);
        List<String> services = some(NAMES, 0);
        List<String> root = new ArrayList<>();
        root.add("stockade: 1");
        maybe(root, "name: edge", "name: \"west\"");
        maybe(root, "transport: auto", "transport: portable");
        maybe(root, "generations: { soft-limit: 60m, max-old: 5 }", "generations: {}");
        root.add("authenticators: { a: table, b: { table: { users: { ada: x } } } }");
        maybe(
                root,
                "known-addresses: { subnets: 10.9.0.0/16, user: ada }",
                "known-addresses: [{ subnets: [10.9.0.0/16, 10.8.0.1], user: ada, groups: g }]");
        root.add("zones: " + map(zones, this::zone));
        root.add("listeners: " + map(listeners, this::listener));
        root.add("services: " + map(services, name -> service(zones)));
        if (!services.isEmpty()) {
            root.add("rules: " + rules(zones, listeners, services));
        }
        Collections.shuffle(root, random);
        return String.join("\n", root) + "\n";
    }

    private String zone(String name) {
        int net = NAMES.indexOf(name);
        return random.nextInt(4) == 0
                ? "~"
                : "{ subnets: "
                        + oneOrMore("10." + net + ".0.7/24", "10." + net + ".1.0/24")
                        + " }";
    }

    private String listener(String name) {
        int port = 1000 + NAMES.indexOf(name);
        List<String> keys = new ArrayList<>();
        keys.add("bind: " + oneOrMore("\"127.0.0.1:" + port + "\"", "\"[::1]:" + port + "\""));
        maybe(keys, "max-connections: 10000", "max-connections: 7");
        maybe(keys, "transparent: false", "proxy-protocol: false");
        return mapping(keys);
    }

    private String service(List<String> zones) {
        List<String> keys = new ArrayList<>();
        keys.add("proxy: " + (random.nextBoolean() ? "http" : "plain"));
        maybe(keys, "with: { requests: { GET: accept }, ports: [80, 443] }", "with: { n: \"80\" }");
        maybe(
                keys,
                "router: inband",
                "router: { inband: }",
                "router: { direct: [\"127.0.0.1:9\"] }");
        maybe(keys, "max-sessions: 0", "max-sessions: 100");
        maybe(
                keys,
                "authentication: { authenticator: a, method: addresses, cache: { idle: 600s } }",
                "authentication: { authenticator: b, method: addresses, time-limit: 1m }");
        if (keys.getLast().startsWith("authentication")) {
            maybe(
                    keys,
                    "authorization: { permit-user: [b, a], pair: 60s }",
                    "authorization: { access-list: [{ required: { permit-user: a } }, {"
                            + " sufficient: { permit-group: [g, h] } }] }",
                    "authorization: { access-list: [{ sufficient: { permit-group: [g, h] } }, {"
                            + " required: { permit-user: a } }] }");
        }
        maybe(keys, "time-limits: { idle: 300s }", "time-limits: { idle: none, head: 1m }");
        if (!zones.isEmpty() && random.nextBoolean()) {
            keys.add("to-zones: " + list(some(zones, 0)));
        }
        return mapping(keys);
    }

    private String rules(List<String> zones, List<String> listeners, List<String> services) {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < random.nextInt(6); i++) {
            List<String> keys = new ArrayList<>();
            if (random.nextInt(3) == 0) {
                keys.add("id: " + (i * 3 + 2));
            }
            maybe(keys, "listener: " + list(some(listeners, 1)));
            if (!zones.isEmpty()) {
                maybe(keys, "from-zone: " + list(some(zones, 1)));
            }
            maybe(keys, "from-port: 80", "from-port: [2000-2100, 80]");
            keys.add(
                    random.nextBoolean()
                            ? "service: " + quoted(services.getFirst())
                            : "deny: " + List.of("true", "drop", "reset").get(random.nextInt(3)));
            rules.add(mapping(keys));
        }
        return list(rules);
    }

    private List<String> some(List<String> from, int least) {
        List<String> shuffled = new ArrayList<>(from);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, least + random.nextInt(shuffled.size() + 1 - least));
    }

    private void maybe(List<String> into, String... one) {
        int chosen = random.nextInt(one.length + 1);
        if (chosen < one.length) {
            into.add(one[chosen]);
        }
    }

    private String oneOrMore(String one, String other) {
        return switch (random.nextInt(4)) {
            case 0 -> one;
            case 1 -> "[" + one + "]";
            case 2 -> "[" + one + ", " + other + "]";
            default -> "[" + other + ", " + one + "]";
        };
    }

    private String mapping(List<String> keys) {
        Collections.shuffle(keys, random);
        return "{ " + String.join(", ", keys) + " }";
    }

    /** What stands under a name. */
    private interface Value {
        String of(String name);
    }

    private static String map(List<String> names, Value value) {
        return "{ "
                + String.join(
                        ", ",
                        names.stream().map(name -> quoted(name) + ": " + value.of(name)).toList())
                + " }";
    }

    private static String list(List<String> items) {
        return "["
                + String.join(
                        ", ",
                        items.stream()
                                .map(item -> item.startsWith("{") ? item : quoted(item))
                                .toList())
                + "]";
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }
}
