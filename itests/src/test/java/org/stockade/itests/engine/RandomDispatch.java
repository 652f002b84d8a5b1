package org.stockade.itests.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Policies that differ in all that decides about a connection, over the same listeners, services
 * and zones, so that any two of them agree on some connections and not on others.
 */
final class RandomDispatch {
    /** Servers that services lead to; the last is in zone {@code dmz}. */
    static final List<String> SERVERS =
            List.of("198.51.100.7:80", "198.51.100.8:80", "203.0.113.7:80");

    private static final List<String> LISTENERS = List.of("one", "two");
    private static final List<String> ZONES = List.of("world", "office", "desks", "guests");
    private static final List<String> SERVICES = List.of("a", "b", "c");
    private static final List<String> USERS = List.of("ada", "bob", "eve");

    private final Random random;

    RandomDispatch(Random random) {
        this.random = random;
    }

    String policy() {
        StringBuilder text =
                new StringBuilder(
                        """
                        stockade: 1
                        zones:
                        """);
        zone(text, "world", "subnets: [\"0.0.0.0/0\", \"::/0\"]");
        zone(text, "office", "subnets: [192.0.2.0/" + (24 + random.nextInt(2)) + "]");
        zone(text, "desks", "parent: office, subnets: [192.0.2.0/28]");
        zone(text, "guests", "subnets: [192.0.2.128/" + (26 + random.nextInt(2)) + "]");
        zone(text, "dmz", "subnets: [203.0.113.0/24]");
        text.append(
                """
                known-addresses:
                  - { subnets: [192.0.2.1, 192.0.2.129], user: %s, groups: [staff] }
                  - { subnets: [192.0.2.16/29], user: %s, groups: [%s] }
                listeners:
                  one: { bind: ["192.0.2.254:3128"] }
                  two: { bind: ["192.0.2.254:3129"] }
                services:
                """
                        .formatted(pick(USERS), pick(USERS), pick(List.of("staff", "others"))));
        SERVICES.forEach(name -> service(text, name));
        text.append("rules:\n");
        for (int i = 2 + random.nextInt(8); i > 0; i--) {
            rule(text);
        }
        return text.toString();
    }

    private void zone(StringBuilder text, String name, String subnets) {
        text.append("  ").append(name).append(": { ").append(subnets);
        if (random.nextInt(5) == 0) {
            text.append(", outbound-services: ").append(some(SERVICES));
        }
        if (random.nextInt(5) == 0) {
            text.append(", inbound-services: ").append(some(SERVICES));
        }
        text.append(" }\n");
    }

    private void service(StringBuilder text, String name) {
        text.append("  ").append(name).append(": { proxy: it, router: { direct: [\"");
        text.append(pick(SERVERS)).append("\"] }");
        if (random.nextInt(4) == 0) {
            text.append(", to-zones: [").append(pick(List.of("world", "dmz"))).append(']');
        }
        if (random.nextInt(10) == 0) {
            text.append(", maintenance: later");
        }
        if (random.nextInt(4) == 0) {
            text.append(", authentication: { method: addresses }");
            if (random.nextBoolean()) {
                text.append(", authorization: { permit-user: ").append(some(USERS)).append(" }");
            }
        } else if (random.nextInt(4) == 0) {
            text.append(", authorization: { address-list: [192.0.2.0/28, 192.0.2.128/25] }");
        }
        text.append(" }\n");
    }

    private void rule(StringBuilder text) {
        List<String> keys = new ArrayList<>();
        maybe(keys, 3, "listener: " + pick(LISTENERS));
        maybe(keys, 2, "from-zone: " + some(ZONES));
        maybe(keys, 4, "from-subnet: 192.0.2.0/" + (25 + random.nextInt(7)));
        maybe(
                keys,
                4,
                "from-port: " + (1024 + random.nextInt(100)) + "-" + (1124 + random.nextInt(100)));
        maybe(keys, 5, "user: " + some(USERS));
        maybe(keys, 6, "group: staff");
        keys.add(
                random.nextInt(4) > 0
                        ? "service: " + pick(SERVICES)
                        : "deny: " + pick(List.of("true", "reset")));
        text.append("  - { ").append(String.join(", ", keys)).append(" }\n");
    }

    private void maybe(List<String> keys, int outOf, String key) {
        if (random.nextInt(outOf) == 0) {
            keys.add(key);
        }
    }

    private String some(List<String> from) {
        List<String> chosen = new ArrayList<>(from);
        chosen.removeIf(each -> random.nextBoolean());
        return "[" + String.join(", ", chosen.isEmpty() ? List.of(pick(from)) : chosen) + "]";
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
