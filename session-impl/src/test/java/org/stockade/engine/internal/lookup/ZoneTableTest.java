package org.stockade.engine.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

class ZoneTableTest {
    @Test
    void longestSubnetShouldWinWhateverTheTreeSays() {
        Zone inner = zone("inner", null, "10.1.2.0/24");
        Zone outer = zone("outer", inner, "10.0.0.0/8");
        ZoneTable table = new ZoneTable(List.of(outer, inner));
        assertThat(table.find(at("10.1.2.255"))).contains(inner);
        assertThat(table.find(at("10.1.3.0"))).contains(outer);
        assertThat(table.find(at("11.0.0.0"))).isEmpty();
    }

    @Test
    void allOfIpv4ShouldNotCoverIpv6() {
        ZoneTable table = new ZoneTable(List.of(zone("world", null, "0.0.0.0/0")));
        assertThat(table.find(at("::"))).isEmpty();
        assertThat(table.find(at("255.255.255.255"))).isPresent();
    }

    // The first 64 bits of an IPv6 address are no IPv4 address, whatever they look like.
    @Test
    void allOfIpv6ShouldNotCoverIpv4() {
        ZoneTable table = new ZoneTable(List.of(zone("six", null, "::/0", "a00::/8")));
        assertThat(table.find(at("10.0.0.1"))).isEmpty();
    }

    @Test
    void sameSubnetWithOtherHostBitsShouldBeRefusedNamingBothZones() {
        assertThatThrownBy(
                        () ->
                                new ZoneTable(
                                        List.of(
                                                zone("a", null, "192.168.22.0/24"),
                                                zone("b", null, "192.168.22.15/24"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "zone \"b\": subnet 192.168.22.15/24 is already in zone \"a\";"
                                + " remove one of them");
    }

    /** Core.md section 39, invariant 9. */
    @Test
    void findShouldEqualTheLongestPrefixOfAll() {
        Random random = new Random(4632);
        for (int round = 0; round < 50; round++) {
            List<Zone> zones = randomZones(random, 60, random.nextBoolean());
            ZoneTable table = new ZoneTable(zones);
            for (int i = 0; i < 400; i++) {
                InetAddress address = randomAddress(random, random.nextBoolean());
                assertThat(table.find(address)).isEqualTo(bruteForce(zones, address));
            }
        }
    }

    @Test
    void oneMoreZoneShouldChangeNothingOutsideIt() {
        Random random = new Random(39);
        for (int round = 0; round < 50; round++) {
            List<Zone> zones = randomZones(random, 40, true);
            Subnet last = zones.get(zones.size() - 1).subnets().get(0);
            ZoneTable with = new ZoneTable(zones);
            ZoneTable without = new ZoneTable(zones.subList(0, zones.size() - 1));
            for (int i = 0; i < 200; i++) {
                InetAddress address = randomAddress(random, true);
                if (!last.contains(address)) {
                    assertThat(with.find(address)).isEqualTo(without.find(address));
                }
            }
        }
    }

    @Test
    void hundredThousandSubnetsShouldAllBeFound() {
        List<Subnet> subnets = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            subnets.add(Subnet.parse("10.%d.%d.%d/32".formatted(i >> 16, i >> 8 & 255, i & 255)));
        }
        Zone many = new Zone("many", null, subnets);
        ZoneTable table = new ZoneTable(List.of(many, zone("rest", null, "0.0.0.0/0")));
        for (Subnet subnet : subnets) {
            assertThat(table.find(subnet.address()).orElseThrow()).isSameAs(many);
        }
        assertThat(table.find(at("10.200.0.0")).orElseThrow().name()).isEqualTo("rest");
    }

    private static Optional<Zone> bruteForce(List<Zone> zones, InetAddress address) {
        return zones.stream()
                .filter(zone -> zone.subnets().get(0).contains(address))
                .max(Comparator.comparingInt(zone -> zone.subnets().get(0).prefix()));
    }

    /** Zones of one subnet each, all different, crowded into few bits so that they nest. */
    private static List<Zone> randomZones(Random random, int count, boolean ipv4) {
        Set<List<Object>> seen = new HashSet<>();
        List<Zone> zones = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            InetAddress address = randomAddress(random, ipv4);
            Subnet subnet =
                    new Subnet(address, random.nextInt(8 * address.getAddress().length + 1));
            if (seen.add(List.of(subnet.network(), subnet.prefix()))) {
                zones.add(new Zone("z" + i, null, List.of(subnet)));
            }
        }
        return zones;
    }

    private static InetAddress randomAddress(Random random, boolean ipv4) {
        byte[] bytes = new byte[ipv4 ? 4 : 16];
        Arrays.fill(bytes, (byte) 0x55);
        for (int flips = random.nextInt(6); flips > 0; flips--) {
            int bit = random.nextInt(8 * bytes.length);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Zone zone(String name, Zone parent, String... subnets) {
        return new Zone(name, parent, Arrays.stream(subnets).map(Subnet::parse).toList());
    }

    private static InetAddress at(String ip) {
        return SockAddr.of(ip, 0).address();
    }
}
