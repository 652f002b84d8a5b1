package org.stockade.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle without classes, made on the spot. */
final class TinyBundle {
    private final Manifest manifest = new Manifest();

    TinyBundle(String name, String version) {
        with("Manifest-Version", "1.0");
        with("Bundle-ManifestVersion", "2");
        with("Bundle-SymbolicName", name);
        with("Bundle-Version", version);
    }

    TinyBundle with(String header, String value) {
        manifest.getMainAttributes().put(new Attributes.Name(header), value);
        return this;
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry("filler"));
            byte[] filler = new byte[20_000];
            new Random(1).nextBytes(filler);
            jar.write(filler);
            jar.closeEntry();
        }
        return bytes.toByteArray();
    }

    /** Written aside and renamed, as operators are told to. */
    void putAs(Path file) throws IOException {
        Path aside = file.resolveSibling("." + file.getFileName());
        Files.write(aside, bytes());
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
