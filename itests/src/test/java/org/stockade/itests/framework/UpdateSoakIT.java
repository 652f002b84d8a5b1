package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
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

    @TempDir Path storage;

    private int port;

    @ParameterizedTest
    @EnumSource
    void updatesUnderLoadShouldLeaveEverythingAsItWas(FrameworkProduct product) throws Exception {
        soak(product, "a new bundle cache");
    }

    /** What was installed, updated and copied then is in the cache. */
    @ParameterizedTest
    @EnumSource
    void updatesAfterARestartOnTheOldCacheShouldLeaveEverythingAsItWas(FrameworkProduct product)
            throws Exception {
        assumeTaken(product);
        byte[] jar = Files.readAllBytes(Places.bundle("proxy-http"));
        port = Places.freePort();
        try (PatternServer server = new PatternServer();
                EmbeddedFirewall firewall =
                        EmbeddedFirewall.start(product, storage, policy(server))) {
            update(
                    new SoakLoad(port, PAUSE),
                    firewall.bundle("org.stockade.proxy-http"),
                    jar,
                    WARM_UP);
        }
        soak(product, "the bundle cache of an earlier run");
    }

    private static void assumeTaken(FrameworkProduct product) {
        Assumptions.assumeTrue(
                product.name().equals(System.getProperty("stockade.soak.on", product.name())));
    }

    private void soak(FrameworkProduct product, String cache) throws Exception {
        assumeTaken(product);
        byte[] jar = Files.readAllBytes(Places.bundle("proxy-http"));
        port = Places.freePort();
        try (PatternServer server = new PatternServer();
                EmbeddedFirewall firewall =
                        EmbeddedFirewall.start(product, storage, policy(server))) {
            SoakLoad load = new SoakLoad(port, PAUSE);
            Bundle http = firewall.bundle("org.stockade.proxy-http");
            update(load, http, jar, WARM_UP);
            awaitIdle(server);
            Unloads warm = Unloads.forced(firewall.context());
            SoakFigures before = SoakFigures.now();

            long begun = System.nanoTime();
            update(load, http, jar, UPDATES);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            awaitIdle(server);
            Unloads unloads = Unloads.forced(firewall.context());
            SoakFigures after = SoakFigures.now();

            System.out.printf(
                    Locale.ROOT,
                    "soak on %s, %s: %d updates in %d s, %d requests, %d failures%n"
                            + "before: %s%nafter:  %s%nunloaded %d of %d copies%n",
                    product,
                    cache,
                    UPDATES,
                    took.toSeconds(),
                    load.served(),
                    load.failures().size(),
                    before,
                    after,
                    unloads.collected(),
                    unloads.uninstalled());
            assertThat(load.failures()).isEmpty();
            assertThat(load.served()).isGreaterThan(UPDATES);
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
    private static void update(SoakLoad load, Bundle http, byte[] jar, int times) throws Exception {
        load.during(
                () -> {
                    for (int i = 0; i < times; i++) {
                        RunningFramework.update(http, jar);
                    }
                });
    }
}
