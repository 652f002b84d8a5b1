package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

class CopyJarTest {
    private static final Source SOURCE = new Source("a", "1.0.0", 7);

    @TempDir Path content;

    @Test
    void copyShouldHoldEveryEntryOnceAndNoSignature() throws Exception {
        put("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nBundle-SymbolicName: a\n\n");
        put("META-INF/KEY.SF", "no");
        put("META-INF/services/x.Y", "z");
        put("org/example/A.class", "class");
        put("lib/inner.jar", "PK");
        assertThat(write(content))
                .containsOnly(
                        Map.entry("META-INF/services/x.Y", "z"),
                        Map.entry("org/example/A.class", "class"),
                        Map.entry("lib/inner.jar", "PK"));
    }

    @Test
    void bundleWithoutManifestFileShouldBeRefused() {
        assertThatIOException()
                .isThrownBy(() -> write(content))
                .withMessageContaining("MANIFEST.MF");
    }

    private void put(String name, String text) throws IOException {
        Path file = content.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Map<String, String> write(Path content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CopyJar.write(
                new BundleEntries(bundle(content)), Set.of(), SOURCE, 3, Optional.empty(), out);
        Map<String, String> entries = new TreeMap<>();
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            assertThat(in.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"))
                    .isEqualTo("a.g3");
            for (JarEntry entry = in.getNextJarEntry();
                    entry != null;
                    entry = in.getNextJarEntry()) {
                if (!entry.isDirectory()) {
                    entries.put(
                            entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return entries;
    }

    /** A bundle whose entries are the files of a folder. */
    private static Bundle bundle(Path content) {
        return (Bundle)
                java.lang.reflect.Proxy.newProxyInstance(
                        CopyJarTest.class.getClassLoader(),
                        new Class<?>[] {Bundle.class},
                        (self, method, arguments) ->
                                switch (method.getName()) {
                                    case "getEntry" ->
                                            entry(content.resolve((String) arguments[0]));
                                    case "getEntryPaths" -> paths(content, (String) arguments[0]);
                                    default -> null;
                                });
    }

    private static URL entry(Path file) throws MalformedURLException {
        return Files.exists(file) ? file.toUri().toURL() : null;
    }

    private static Enumeration<String> paths(Path content, String folder) throws IOException {
        try (Stream<Path> files = Files.list(content.resolve(folder))) {
            List<String> paths =
                    files.map(it -> content.relativize(it) + (Files.isDirectory(it) ? "/" : ""))
                            .toList();
            return Collections.enumeration(paths);
        }
    }
}
