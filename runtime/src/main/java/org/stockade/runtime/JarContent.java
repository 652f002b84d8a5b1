package org.stockade.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * What a whole bundle says of itself.
 *
 * @param isFragment whether it has a host and is never started by itself
 */
record JarContent(String symbolicName, boolean isFragment) {
    /** A jar of this size unpacked is a mistake, or a bomb. */
    private static final long LARGEST = 512L << 20;

    /**
     * Reads a jar to its end, so that every checksum is looked at.
     *
     * @throws IOException if it is not a complete bundle; the message says what is wrong
     */
    static JarContent read(Path jar) throws IOException {
        try (JarFile open = new JarFile(jar.toFile(), false)) {
            @Nullable Manifest manifest = open.getManifest();
            if (manifest == null) {
                throw new IOException("it has no manifest");
            }
            Attributes headers = manifest.getMainAttributes();
            @Nullable String name = headers.getValue("Bundle-SymbolicName");
            if (name == null || name.isBlank()) {
                throw new IOException("it is no bundle: its manifest has no Bundle-SymbolicName");
            }
            readAll(open);
            return new JarContent(
                    name.split(";", 2)[0].strip(), headers.getValue("Fragment-Host") != null);
        } catch (ZipException | IllegalArgumentException | SecurityException damaged) {
            throw new IOException(
                    "it is no complete jar: " + LaunchException.line(damaged), damaged);
        }
    }

    private static void readAll(JarFile jar) throws IOException {
        long left = LARGEST;
        for (JarEntry entry : jar.stream().toList()) {
            left -= check(jar, entry, left);
        }
    }

    /** Random access to a jar looks at no checksum by itself. */
    private static long check(JarFile jar, JarEntry entry, long left) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] buffer = new byte[64 << 10];
        long size = 0;
        try (InputStream in = jar.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                checksum.update(buffer, 0, n);
                size += n;
                if (size > left) {
                    throw new IOException("it has over " + LARGEST + " bytes unpacked");
                }
            }
        }
        if (entry.getCrc() != checksum.getValue()) {
            throw new IOException(
                    "it is damaged: the checksum of " + entry.getName() + " is wrong");
        }
        return size;
    }
}
