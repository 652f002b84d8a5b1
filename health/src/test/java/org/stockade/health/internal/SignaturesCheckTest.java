package org.stockade.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.stockade.access.Deployment.Trusted;
import org.stockade.access.Firewall.ProxyState;
import org.stockade.health.Finding;
import org.stockade.health.Finding.Status;

/** Bundles that nobody trusted has signed. */
class SignaturesCheckTest {
    private final FakeDeployment deployment = new FakeDeployment();
    private final FakeFirewall firewall = new FakeFirewall();
    private final List<Bundle> bundles = new ArrayList<>();
    private Instant now = Instant.parse("2026-06-30T12:00:00Z");
    private long modified = 1;

    @TempDir Path content;
    private SignaturesCheck check;

    @BeforeEach
    void writeEntries() throws Exception {
        Files.createDirectories(content.resolve("META-INF"));
        Files.writeString(content.resolve("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\n\n");
        Files.createDirectories(content.resolve("a"));
        Files.writeString(content.resolve("a/SIGNED"), "yes");
        BundleContext context =
                fake(
                        BundleContext.class,
                        (self, method, args) -> bundles.toArray(new Bundle[bundles.size()]));
        bundle(0, "System Bundle", false);
        check = new SignaturesCheck(context, deployment.current(), firewall.current(), () -> now);
    }

    private void bundle(long id, String location, boolean signed) {
        bundles.add(
                fake(
                        Bundle.class,
                        (self, method, args) ->
                                switch (method.getName()) {
                                    case "getBundleId" -> id;
                                    case "getLocation" -> location;
                                    case "getLastModified" -> modified;
                                    case "getSymbolicName" -> "b" + id;
                                    case "getEntryPaths" -> paths((String) args[0], signed);
                                    case "getEntry" -> entry((String) args[0]);
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                }));
    }

    private static @Nullable Object paths(String folder, boolean signed) {
        return switch (folder) {
            case "" -> Collections.enumeration(List.of("META-INF/", "a/"));
            case "META-INF/" -> Collections.enumeration(List.of("META-INF/MANIFEST.MF"));
            default -> signed ? Collections.enumeration(List.of("a/SIGNED")) : null;
        };
    }

    private URL entry(String path) throws Exception {
        return URI.create(content.toUri() + path).toURL();
    }

    private static <T> T fake(Class<T> type, InvocationHandler answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }

    private void proxyOf(long bundle) {
        firewall.proxies.add(new ProxyState("p" + bundle, "b 1.0", bundle, "active"));
    }

    @Test
    void requiredSignaturesShouldMakeEachBundleWithoutOneAWarning() {
        deployment.required = true;
        bundle(1, "test:proxy", false);
        bundle(2, "test:tool", false);
        bundle(3, "test:signed", true);
        bundle(4, "stockade-generation:1/7-1", false);
        proxyOf(1);

        assertThat(check.check())
                .allMatch(it -> it.status() == Status.WARN)
                .extracting(Finding::what)
                .containsExactly(
                        "the policy lets in signed bundles alone; bundle b1 (bundle 1) from"
                                + " test:proxy: it is not signed; no session gets its proxies",
                        "the policy lets in signed bundles alone; bundle b2 (bundle 2) from"
                                + " test:tool: it is not signed; the framework runs it all the"
                                + " same");
    }

    @Test
    void bundleShouldBeReadAgainOnlyWhenItMayHaveAnotherAnswer() {
        deployment.required = true;
        bundle(1, "test:proxy", false);
        List<Finding> first = check.check();
        assertThat(check.check()).isEqualTo(first).hasSize(1);
        assertThat(deployment.asked).isEqualTo(1);

        modified++;
        assertThat(check.check()).hasSize(1);
        assertThat(deployment.asked).isEqualTo(2);

        deployment.trusted.add(new Trusted(Path.of("a.pem"), "CN=a", now));
        assertThat(check.check()).hasSize(1);
        assertThat(deployment.asked).isEqualTo(3);

        now = now.plus(Duration.ofHours(2));
        assertThat(check.check()).hasSize(1);
        assertThat(deployment.asked).isEqualTo(4);
    }

    @Test
    void foundBundlesShouldBeBounded() {
        deployment.required = true;
        for (int i = 1; i <= 25; i++) {
            bundle(i, "test:" + i, false);
        }

        assertThat(check.check())
                .hasSize(21)
                .last()
                .extracting(Finding::what)
                .isEqualTo("5 more bundles likewise");
    }

    @Test
    void proxiesFromOutsideTheDistributionShouldBeToldOfWithoutHarm() {
        bundle(1, "file:/dist/http.jar", false);
        bundle(2, "file:/deploy/text.jar", false);
        bundle(3, "file:/deploy/tool.jar", false);
        proxyOf(1);
        assertThat(check.check()).isEmpty();

        proxyOf(2);
        assertThat(check.check())
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.status()).isEqualTo(Status.OK);
                            assertThat(it.what()).contains("1 bundles", "b2 (bundle 2)");
                            assertThat(it.mend()).contains("require-signed: true");
                        });
        assertThat(deployment.asked).isZero();
    }
}
