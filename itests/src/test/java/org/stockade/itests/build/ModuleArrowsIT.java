package org.stockade.itests.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Constants;
import org.stockade.itests.peers.Places;

/** Who may import whom, and what is exported, from the manifests that were built. */
class ModuleArrowsIT {
    private static final Set<String> API =
            Set.of(
                    "org.stockade.access",
                    "org.stockade.auth",
                    "org.stockade.chain",
                    "org.stockade.detect",
                    "org.stockade.endpoint",
                    "org.stockade.health",
                    "org.stockade.log",
                    "org.stockade.match",
                    "org.stockade.proxy",
                    "org.stockade.session");

    private static final String POLICY = "org.stockade.policy";
    private static final String TRANSPORT = "org.stockade.transport";

    static List<Path> bundles() throws IOException {
        List<Path> ours = new ArrayList<>();
        try (var files = Files.list(Places.distribution().resolve("bundles"))) {
            files.sorted().filter(ModuleArrowsIT::isOurs).forEach(ours::add);
        }
        ours.add(Places.example("text-censor"));
        ours.add(Places.example("page-inspector"));
        return ours;
    }

    private static boolean isOurs(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            String name =
                    file.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            return name != null && name.startsWith("org.stockade.");
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Manifest manifest(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest();
        }
    }

    private static String name(Path jar) throws IOException {
        String whole = manifest(jar).getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
        return whole.split(";", 2)[0].substring("org.stockade.".length());
    }

    /** Packages of ours in one header. */
    private static Set<String> packages(Path jar, String header) throws IOException {
        Set<String> found = new TreeSet<>();
        String value = manifest(jar).getMainAttributes().getValue(header);
        if (value != null) {
            // Commas inside quotes belong to versions and uses clauses.
            for (String clause : value.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
                String name = clause.split(";", 2)[0].strip();
                if (name.startsWith("org.stockade.")) {
                    found.add(name);
                }
            }
        }
        return found;
    }

    @Test
    void thereShouldBeBundlesToLookAt() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path jar : bundles()) {
            names.add(name(jar));
        }

        assertThat(names)
                .contains(
                        "session-api",
                        "session-impl",
                        "policy",
                        "transport",
                        "transport-linux",
                        "proxy-plain",
                        "proxy-http",
                        "auth-file",
                        "auth-ldap",
                        "shell",
                        "health",
                        "text-censor");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void apiPackagesAloneShouldBeExported(Path jar) throws IOException {
        Set<String> allowed =
                switch (name(jar)) {
                    case "session-api" -> API;
                    case "policy" -> Set.of(POLICY);
                    case "transport" -> Set.of(TRANSPORT);
                    default -> Set.of();
                };

        assertThat(packages(jar, Constants.EXPORT_PACKAGE)).isEqualTo(new TreeSet<>(allowed));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void importsShouldFollowTheArrowsOfTheDesign(Path jar) throws IOException {
        Set<String> allowed = new TreeSet<>(API);
        switch (name(jar)) {
            case "session-impl" -> allowed.addAll(Set.of(POLICY, TRANSPORT));
            case "transport", "transport-linux" -> allowed.add(TRANSPORT);
            case "policy" -> allowed.add(POLICY);
            default -> {}
        }

        assertThat(allowed).containsAll(packages(jar, Constants.IMPORT_PACKAGE));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noBundleShouldRequireAnother(Path jar) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        manifest(jar)
                .getMainAttributes()
                .forEach((key, value) -> headers.put(key.toString(), value.toString()));

        assertThat(headers)
                .doesNotContainKeys(
                        Constants.REQUIRE_BUNDLE,
                        Constants.DYNAMICIMPORT_PACKAGE,
                        Constants.BUNDLE_ACTIVATOR,
                        Constants.FRAGMENT_HOST);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void bundlesButTheFastTransportShouldRunOnTwentyOne(Path jar) throws IOException {
        String least = name(jar).equals("transport-linux") ? "version=25" : "version=21";

        assertThat(manifest(jar).getMainAttributes().getValue(Constants.REQUIRE_CAPABILITY))
                .contains(least);
    }

    @Test
    void sessionApiShouldBeASingleton() throws IOException {
        String name =
                manifest(Places.bundle("session-api"))
                        .getMainAttributes()
                        .getValue(Constants.BUNDLE_SYMBOLICNAME);

        assertThat(name).contains("singleton:=true");
    }
}
