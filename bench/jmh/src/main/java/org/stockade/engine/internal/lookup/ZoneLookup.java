package org.stockade.engine.internal.lookup;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/** The zone of an address, among zones of one subnet each, of all prefix lengths. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ZoneLookup {
    private static final int ADDRESSES = 1 << 10;

    @Param({"10", "100", "1000", "10000", "100000"})
    private int zones;

    @Param({"4", "6"})
    private int family;

    private final InetAddress[] addresses = new InetAddress[ADDRESSES];
    private ZoneTable table = new ZoneTable(List.of());
    private int next;

    /** Half of the addresses lie in a random subnet, the others anywhere. */
    @Setup
    public void fill() throws UnknownHostException {
        Random random = new Random(1);
        List<Subnet> subnets = new ArrayList<>();
        Set<InetAddress> seen = new HashSet<>();
        List<Zone> all = new ArrayList<>();
        while (all.size() < zones) {
            byte[] octets = octets(random);
            int longest = 8 * octets.length;
            Subnet subnet =
                    new Subnet(
                            InetAddress.getByAddress(octets),
                            longest / 4 + random.nextInt(longest * 3 / 4 + 1));
            if (seen.add(subnet.network())) {
                subnets.add(subnet);
                all.add(new Zone("zone-" + all.size(), null, List.of(subnet)));
            }
        }
        table = new ZoneTable(all);
        for (int i = 0; i < ADDRESSES; i++) {
            InetAddress any = InetAddress.getByAddress(octets(random));
            addresses[i] = i % 2 == 0 ? any : subnets.get(random.nextInt(subnets.size())).map(any);
        }
    }

    /** IPv6 addresses as they are handed out: all below 2000::/3. */
    private byte[] octets(Random random) {
        byte[] octets = new byte[family == 4 ? 4 : 16];
        random.nextBytes(octets);
        if (family == 6) {
            octets[0] = (byte) (0x20 | octets[0] & 0x1f);
        }
        return octets;
    }

    /** One look-up. */
    @Benchmark
    public Optional<Zone> find() {
        return table.find(addresses[next++ & ADDRESSES - 1]);
    }
}
