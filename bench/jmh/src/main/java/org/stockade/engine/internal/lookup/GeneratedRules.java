package org.stockade.engine.internal.lookup;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/** Rules of one shape, and connections of which some match; the same every time. */
final class GeneratedRules {
    private static final List<String> LISTENERS = List.of("surf", "intake", "inline", "guests");
    private static final List<Integer> PORTS = List.of(22, 25, 53, 80, 143, 443, 993, 8080);

    private final Random random = new Random(1);
    private final RuleShape shape;
    private final int count;
    private final List<Zone> zones = new ArrayList<>();
    private final List<RulePolicy> rules = new ArrayList<>();

    GeneratedRules(RuleShape shape, int count) {
        this.shape = shape;
        this.count = count;
        for (int i = 0; i < count; i++) {
            zones.add(new Zone("zone-" + i, i == 0 ? null : zones.get((i - 1) / 8), subnets(i)));
        }
        for (int i = 0; i < count; i++) {
            rules.add(rule(i));
        }
    }

    List<RulePolicy> rules() {
        return rules;
    }

    List<Zone> zones() {
        return zones;
    }

    /** From a random zone to a random subnet. */
    Connection connection(ZoneTable table) {
        SockAddr source = in(random.nextInt(count), 1024 + random.nextInt(60_000));
        SockAddr destination = in(random.nextInt(count), any(PORTS));
        return new Connection(
                any(LISTENERS),
                6,
                Optional.empty(),
                source,
                table.find(source.address()),
                destination,
                table.find(destination.address()),
                List.of(),
                Identity.UNKNOWN,
                Instant.EPOCH);
    }

    /** The number-th /24 from 10.0.0.0 on. */
    private static List<Subnet> subnets(int number) {
        return List.of(new Subnet(address(number << 8), 24));
    }

    private SockAddr in(int number, int port) {
        return new SockAddr(address(number << 8 | random.nextInt(256)), port);
    }

    private static InetAddress address(int offset) {
        int bits = (10 << 24) + offset;
        try {
            return InetAddress.getByAddress(
                    new byte[] {
                        (byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits
                    });
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private RulePolicy rule(int number) {
        List<String> listeners = List.of();
        List<String> fromZones = List.of();
        List<String> toZones = List.of();
        List<Subnet> fromSubnets = List.of();
        List<Subnet> toSubnets = List.of();
        List<PortRange> toPorts = List.of();
        switch (shape) {
            case SUBNETS -> {
                toSubnets = subnets(number);
                toPorts = port();
            }
            case ZONES -> {
                fromZones = zone(number);
                listeners = List.of(any(LISTENERS));
            }
            case RANGES -> {
                fromSubnets = subnets(random.nextInt(count));
                toPorts = range();
            }
            case MIXED -> {
                listeners = random.nextInt(4) > 0 ? List.of(any(LISTENERS)) : listeners;
                fromZones = random.nextInt(2) > 0 ? zone(random.nextInt(count)) : fromZones;
                fromSubnets = fromZones.isEmpty() ? subnets(random.nextInt(count)) : fromSubnets;
                toZones = random.nextInt(4) == 0 ? zone(random.nextInt(count)) : toZones;
                toSubnets = random.nextInt(4) == 0 ? subnets(random.nextInt(count)) : toSubnets;
                toPorts =
                        random.nextInt(2) > 0 ? port() : random.nextInt(2) > 0 ? range() : toPorts;
            }
        }
        return new RulePolicy(
                number + 1,
                listeners,
                fromZones,
                toZones,
                fromSubnets,
                toSubnets,
                List.of(),
                toPorts,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of("service"),
                Optional.empty(),
                "generated:" + number);
    }

    private List<String> zone(int number) {
        return List.of(zones.get(number).name());
    }

    private List<PortRange> port() {
        int port = any(PORTS);
        return List.of(new PortRange(port, port));
    }

    private List<PortRange> range() {
        int low = random.nextInt(500);
        return List.of(new PortRange(low, low + 100 + random.nextInt(10_000)));
    }

    private <T> T any(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
