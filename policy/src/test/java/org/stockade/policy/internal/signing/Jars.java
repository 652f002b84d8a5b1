package org.stockade.policy.internal.signing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Small jars, made and changed. */
final class Jars {
    private Jars() {}

    /** A bundle of two classes that are none. */
    static Path bundle(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(
                "META-INF/MANIFEST.MF",
                bytes(
                        "Manifest-Version: 1.0\r\n"
                                + "Bundle-SymbolicName: org.example.pop3\r\n"
                                + "\r\n"));
        entries.put("org/", new byte[0]);
        entries.put("org/example/A.class", bytes("class A"));
        entries.put("org/example/B.class", bytes("class B"));
        return write(file, entries);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Map<String, byte[]> read(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return entries;
    }

    static Path write(Path file, Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    /** What a test does to the entries. */
    interface Change {
        void make(Map<String, byte[]> entries);
    }

    /** The same jar with other entries. */
    static Path change(Path file, Change change) throws IOException {
        Map<String, byte[]> entries = read(file);
        change.make(entries);
        return write(file, entries);
    }
}
