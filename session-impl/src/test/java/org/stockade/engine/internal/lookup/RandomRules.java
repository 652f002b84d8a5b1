package org.stockade.engine.internal.lookup;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.Schedule;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/** Rules and connections from small stocks of values, so that they meet often. */
final class RandomRules {
    private static final String[] SUBNETS = {
        "0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3", "10.1.2.130/25",
        "192.168.1.1/24", "::/0", "fd00::/8", "fd00:1::/32", "fd00:1::5", "fd00:1::/127"
    };
    private static final String[] ADDRESSES = {
        "10.1.2.3",
        "10.1.2.129",
        "10.1.9.9",
        "10.9.9.9",
        "192.168.1.7",
        "203.0.113.1",
        "fd00:1::5",
        "fd00:1::1",
        "fd99::1",
        "2001:db8::1"
    };
    private static final String[] PORTS = {
        "1-65535", "80", "80-90", "443", "5", "0", "1024-2000", "1-1023", "85", "70-80"
    };
    private static final int[] PORT = {0, 5, 80, 85, 90, 443, 1024, 2000, 40000};
    private static final String[] HOSTS = {"a.example", "b.example", "c.example"};
    private static final String[] DETECTED = {"http", "tls", "tls:a.example", "tls:b.example"};
    private static final String[][] DETECTIONS = {
        {}, {"http"}, {"tls"}, {"tls:a.example", "tls"}, {"tls:c.example", "tls"}
    };
    private static final String[] USERS = {"ada", "bob"};
    private static final String[] GROUPS = {"staff", "admins", "guests"};
    private static final String[] LISTENERS = {"surf", "intake", "inline"};

    final Random random;
    final List<Zone> zones;
    private final ZoneTable table;
    private final List<Interface> interfaces;

    RandomRules(long seed) {
        random = new Random(seed);
        Zone a = new Zone("a", null, List.of(Subnet.parse("10.0.0.0/8")));
        Zone b =
                new Zone("b", a, List.of(Subnet.parse("10.1.0.0/16"), Subnet.parse("fd00:1::/32")));
        Zone c = new Zone("c", b, List.of(Subnet.parse("10.1.2.0/24")));
        Zone d = new Zone("d", b, List.of(Subnet.parse("10.1.2.128/25")));
        Zone x = new Zone("x", null, List.of(Subnet.parse("192.168.0.0/16")));
        Zone y = new Zone("y", x, List.of());
        zones = List.of(a, b, c, d, x, y);
        table = new ZoneTable(zones);
        interfaces =
                List.of(
                        new Interface("eth0", 0, Set.of(at("10.1.2.3"), at("fd00:1::5"))),
                        new Interface("eth1", 1, Set.of(at("192.168.1.7"))),
                        new Interface("eth2", 1, Set.of(at("10.1.2.129"))),
                        new Interface("eth3", 2, Set.of()));
    }

    private static java.net.InetAddress at(String ip) {
        return SockAddr.of(ip, 0).address();
    }

    List<RulePolicy> rules(int count) {
        List<RulePolicy> rules = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            rules.add(rule(id));
        }
        return rules;
    }

    private RulePolicy rule(int id) {
        Rules rule = Rules.rule(id);
        some(4, () -> rule.listeners(pick(LISTENERS)));
        some(4, () -> rule.fromZones(zoneName()));
        some(4, () -> rule.toZones(zoneName()));
        some(4, () -> rule.fromSubnets(pick(SUBNETS)));
        some(4, () -> rule.toSubnets(pick(SUBNETS)));
        some(5, () -> rule.fromPorts(pick(PORTS)));
        some(3, () -> rule.toPorts(pick(PORTS)));
        some(8, () -> rule.fromInterfaces(anInterface().name()));
        some(8, () -> rule.toInterfaces(anInterface().name()));
        some(8, () -> rule.fromGroups(anInterface().group()));
        some(8, () -> rule.toGroups(anInterface().group()));
        some(4, () -> rule.protocols(random.nextBoolean() ? 6 : 17));
        some(6, () -> rule.toHosts(pick(HOSTS)));
        some(8, () -> rule.detect(pick(DETECTED)));
        some(12, () -> rule.users(pick(USERS)));
        some(12, () -> rule.groups(pick(GROUPS)));
        some(6, () -> rule.times(schedule()));
        return rule.done();
    }

    /** One time in {@code of} adds one to three values. */
    private void some(int of, Runnable add) {
        if (random.nextInt(of) == 0) {
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                add.run();
            }
        }
    }

    Connection connection() {
        SockAddr source = address();
        SockAddr destination = address();
        return undetected(source, destination)
                .detecting(List.of(DETECTIONS[random.nextInt(DETECTIONS.length)]));
    }

    private Connection undetected(SockAddr source, SockAddr destination) {
        return new Connection(
                pick(LISTENERS),
                random.nextBoolean() ? 6 : 17,
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(anInterface()),
                source,
                table.find(source.address()),
                destination,
                table.find(destination.address()),
                few(HOSTS),
                new Identity(
                        random.nextBoolean() ? Optional.of(pick(USERS)) : Optional.empty(),
                        few(GROUPS)),
                Instant.EPOCH.plus(Duration.ofMinutes(random.nextInt(7 * 24 * 60))));
    }

    /** Mostly none of these, at most two. */
    private List<String> few(String[] from) {
        return switch (random.nextInt(4)) {
            case 0 -> List.of(pick(from));
            case 1 -> List.of(pick(from), pick(from));
            default -> List.of();
        };
    }

    private Schedule schedule() {
        int from = random.nextInt(Schedule.DAY);
        int length = 1 + random.nextInt(Schedule.DAY - 1);
        return new Schedule(
                EnumSet.of(day(), day()),
                from,
                (from + length - 1) % Schedule.DAY + 1,
                Optional.of(ZoneOffset.UTC));
    }

    private DayOfWeek day() {
        return DayOfWeek.of(1 + random.nextInt(7));
    }

    void connections(int count, Consumer<Connection> check) {
        for (int i = 0; i < count; i++) {
            check.accept(connection());
        }
    }

    private SockAddr address() {
        return SockAddr.of(pick(ADDRESSES), PORT[random.nextInt(PORT.length)]);
    }

    private Interface anInterface() {
        return interfaces.get(random.nextInt(interfaces.size()));
    }

    private String zoneName() {
        return zones.get(random.nextInt(zones.size())).name();
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
