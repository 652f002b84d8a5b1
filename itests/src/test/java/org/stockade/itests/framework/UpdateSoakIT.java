package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.stockade.itests.peers.Pattern;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Places;

/**
 * proxy-http updated again and again under real requests: nothing fails, nothing grows. By hand,
 * for it takes minutes: {@code -Dit.test=UpdateSoakIT -Dstockade.soak=1000}, and to take one
 * framework alone {@code -Dstockade.soak.on=FELIX}. Prints what it found.
 */
@EnabledIfSystemProperty(named = "stockade.soak", matches = "[0-9]+")
class UpdateSoakIT {
    private static final int UPDATES = Integer.getInteger("stockade.soak", 1000);

    /** Until classes are loaded and pools are filled that stay. */
    private static final int WARM_UP = 50;

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int BODY = 3000;

    @TempDir Path storage;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();
    private int port;

    /** What must not grow, after a collection. */
    private record Figures(long metaspace, long heap, int classes, int threads, long descriptors) {
        static Figures now() {
            return new Figures(
                    ManagementFactory.getMemoryPoolMXBeans().stream()
                            .filter(pool -> pool.getName().equals("Metaspace"))
                            .mapToLong(pool -> pool.getUsage().getUsed())
                            .sum(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                            .getOpenFileDescriptorCount());
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "metaspace %.1f MB, heap %.1f MB, classes %d, threads %d, descriptors %d",
                    metaspace / 1e6,
                    heap / 1e6,
                    classes,
                    threads,
                    descriptors);
        }
    }

    @ParameterizedTest
    @EnumSource
    void updatesUnderLoadShouldLeaveEverythingAsItWas(FrameworkProduct product) throws Exception {
        Assumptions.assumeTrue(
                product.name().equals(System.getProperty("stockade.soak.on", product.name())));
        byte[] jar = Files.readAllBytes(Places.bundle("proxy-http"));
        port = Places.freePort();
        try (PatternServer server = new PatternServer();
                EmbeddedFirewall firewall =
                        EmbeddedFirewall.start(product, storage, policy(server))) {
            Bundle http = firewall.bundle("org.stockade.proxy-http");
            update(http, jar, WARM_UP);
            awaitIdle(server);
            Unloads warm = Unloads.forced(firewall.context());
            Figures before = Figures.now();

            long begun = System.nanoTime();
            update(http, jar, UPDATES);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            awaitIdle(server);
            Unloads unloads = Unloads.forced(firewall.context());
            Figures after = Figures.now();

            System.out.printf(
                    Locale.ROOT,
                    "soak on %s: %d updates in %d s, %d requests, %d failures%n"
                            + "before: %s%nafter:  %s%nunloaded %d of %d copies%n",
                    product,
                    UPDATES,
                    took.toSeconds(),
                    served.get(),
                    failures.size(),
                    before,
                    after,
                    unloads.collected(),
                    unloads.uninstalled());
            assertThat(failures).isEmpty();
            assertThat(served.get()).isGreaterThan(UPDATES);
            assertThat(unloads.uninstalled()).isEqualTo(warm.uninstalled() + UPDATES);
            assertThat(unloads.collected()).isEqualTo(unloads.uninstalled());
            assertThat(after.metaspace()).isLessThan(before.metaspace() + (8L << 20));
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 5);
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 20);
        }
    }

    /** Until the pool has let go of every connection to the server: they are descriptors, too. */
    private static void awaitIdle(PatternServer server) {
        await().atMost(Duration.ofSeconds(90)).until(() -> server.connections() == 0);
    }

    private String policy(PatternServer server) {
        return """
                stockade: 1
                listeners: { web: { bind: ["127.0.0.1:%d"] } }
                services:
                  web-in: { proxy: http, router: { direct: ["127.0.0.1:%d"] }, with: { requests: { GET: accept } } }
                rules: [{ listener: web, service: web-in }]
                """
                .formatted(port, server.port());
    }

    /** So many updates, one after the other, while requests come; returns when the last is done. */
    private void update(Bundle http, byte[] jar, int times) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread load = Thread.ofVirtual().start(() -> load(over));
        try {
            for (int i = 0; i < times; i++) {
                RunningFramework.update(http, jar);
            }
        } finally {
            over.set(true);
            load.join();
        }
    }

    /** Every request on a connection of its own, and one in twenty on one that stays a while. */
    private void load(AtomicBoolean over) {
        List<Thread> requests = new ArrayList<>();
        for (int i = 0; !over.get(); i++) {
            int count = i % 20 == 0 ? 50 : 1;
            requests.removeIf(request -> !request.isAlive());
            requests.add(Thread.ofVirtual().start(() -> session(count)));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        for (Thread request : requests) {
            try {
                request.join();
            } catch (InterruptedException hurried) {
                failures.add("interrupted");
            }
        }
    }

    private void session(int requests) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            for (int i = 0; i < requests; i++) {
                String request = "GET /" + BODY + " HTTP/1.1\r\nHost: a\r\n\r\n";
                out.write(request.getBytes(StandardCharsets.ISO_8859_1));
                if (!line(in).equals("HTTP/1.1 200 OK")) {
                    throw new IOException("not 200");
                }
                while (!line(in).isEmpty()) {
                    continue;
                }
                Pattern.check(in, BODY);
                served.incrementAndGet();
                if (requests > 1) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        } catch (IOException failed) {
            failures.add(failed.toString());
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the stream ends in a head");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }
}
