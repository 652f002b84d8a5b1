package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.stockade.itests.peers.Places;

/** Whatever is done to proxy bundles while a commit waits goes back with it, on both frameworks. */
class CommitBundlesIT {
    private static final String POLICY =
            """
            stockade: 1
            listeners: { web: { bind: ["127.0.0.1:0"] } }
            services:
              web-in: { proxy: http, max-sessions: %d, router: { direct: ["127.0.0.1:9"] }, with: { requests: { GET: accept } } }
            rules: [{ listener: web, service: web-in }]
            """;

    @TempDir private Path storage;

    @ParameterizedTest
    @EnumSource
    void bundlesUpdatedRemovedStoppedAndAddedShouldGoBack(FrameworkProduct product)
            throws Exception {
        try (EmbeddedFirewall firewall =
                EmbeddedFirewall.start(
                        product, storage.resolve("framework"), POLICY.formatted(1))) {
            BundleContext context = firewall.context();
            Path censor = Places.example("text-censor");
            Bundle text = context.installBundle(censor.toUri().toString());
            text.start();
            String before = proxyBundles(context);
            Object changes = firewall.ask("changes");

            Object committed =
                    EmbeddedFirewall.call(
                            changes,
                            "commit",
                            new Class<?>[] {
                                String.class, String.class, String.class, Duration.class
                            },
                            "ann",
                            "new.yaml",
                            POLICY.formatted(2),
                            Duration.ofSeconds(600));
            assertThat(committed.toString()).startsWith("PolicyReport[errors=[]");
            RunningFramework.update(
                    firewall.bundle("org.stockade.proxy-http"),
                    version9(Places.bundle("proxy-http")));
            firewall.bundle("org.stockade.proxy-plain").uninstall();
            text.stop();
            context.installBundle(Places.example("page-inspector").toUri().toString()).start();
            assertThat(proxyBundles(context))
                    .contains("proxy-http 9.9.9 true", "text-censor", "page-inspector")
                    .doesNotContain("proxy-plain");

            Object back =
                    EmbeddedFirewall.call(
                            changes,
                            "rollback",
                            new Class<?>[] {String.class, OptionalLong.class},
                            "ann",
                            OptionalLong.empty());

            assertThat(back.toString()).startsWith("PolicyReport[errors=[]");
            assertThat(firewall.ask("policyText")).isEqualTo(POLICY.formatted(1));
            assertThat(proxyBundles(context)).isEqualTo(before);
            assertThat(firewall.ask("proxies").toString())
                    .contains("name=http, bundle=org.stockade.proxy-http 0.1.0", "name=plain")
                    .doesNotContain("9.9.9");
        }
    }

    /** Names, versions and whether they run, of all that come from a file but are no copies. */
    private static String proxyBundles(BundleContext context) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> !bundle.getLocation().startsWith("stockade-generation:"))
                .filter(bundle -> bundle.getBundleId() != 0)
                .map(
                        bundle ->
                                bundle.getSymbolicName()
                                        + " "
                                        + bundle.getVersion()
                                        + " "
                                        + (bundle.getState() == Bundle.ACTIVE))
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }

    private byte[] version9(Path jar) throws IOException {
        Path fresh = Files.copy(jar, storage.resolve("fresh.jar"));
        try (FileSystem zip = FileSystems.newFileSystem(fresh)) {
            Path manifest = zip.getPath("META-INF/MANIFEST.MF");
            Files.writeString(
                    manifest,
                    Files.readString(manifest)
                            .replaceFirst("Bundle-Version: .*", "Bundle-Version: 9.9.9"));
        }
        try (InputStream in = Files.newInputStream(fresh)) {
            return in.readAllBytes();
        }
    }
}
