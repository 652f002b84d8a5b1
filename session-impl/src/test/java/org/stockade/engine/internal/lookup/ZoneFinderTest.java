package org.stockade.engine.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/** Core.md section 6.1: zones of host names. */
class ZoneFinderTest {
    private static final Zone WORLD = zone("world", List.of("0.0.0.0/0", "::/0"), List.of());
    private static final Zone FIXED = zone("fixed", List.of("192.0.2.9/32"), List.of());
    private static final Zone A = zone("a", List.of(), List.of("a.example", "aa.example"));
    private static final Zone B = zone("b", List.of(), List.of("b.example"));

    private final Map<InetAddress, List<String>> hosts = new HashMap<>();
    private final ZoneFinder zones =
            new ZoneFinder(
                    List.of(WORLD, FIXED, A, B), address -> hosts.getOrDefault(address, List.of()));

    private static Zone zone(String name, List<String> subnets, List<String> hosts) {
        return new Zone(
                name,
                null,
                subnets.stream().map(Subnet::parse).toList(),
                hosts,
                Zone.Services.UNASKED);
    }

    private Optional<Zone> find(String ip, String... names) {
        InetAddress address = SockAddr.of(ip, 0).address();
        hosts.put(address, List.of(names));
        return zones.find(address);
    }

    @Test
    void addressOfAHostShouldBeASubnetOfOne() {
        assertThat(find("192.0.2.1", "a.example")).contains(A);
        assertThat(find("2001:db8::1", "b.example")).contains(B);
        assertThat(find("192.0.2.1")).contains(WORLD);
        assertThat(find("192.0.2.1", "unknown.example")).contains(WORLD);
    }

    @Test
    void addressWrittenDownShouldGoBeforeTheName() {
        assertThat(find("192.0.2.9", "a.example")).contains(FIXED);
    }

    @Test
    void addressOfTwoZonesShouldBelongToNeither() {
        assertThat(find("192.0.2.1", "a.example", "b.example")).contains(WORLD);
        assertThat(find("192.0.2.1", "a.example", "aa.example")).contains(A);
    }
}
