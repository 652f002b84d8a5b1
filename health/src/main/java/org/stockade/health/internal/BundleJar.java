package org.stockade.health.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * A file with the entries of an installed bundle as they are; closing it removes the file.
 *
 * @param file of at most {@value #LARGEST} bytes unpacked
 */
record BundleJar(Path file) implements AutoCloseable {
    /** What deployment rules check at most, in bytes. */
    private static final long LARGEST = 64L << 20;

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /**
     * Writes the file.
     *
     * @throws IOException if an entry cannot be read, or it is too large
     */
    static BundleJar of(Bundle bundle) throws IOException {
        Path file = Files.createTempFile("stockade-health-", ".jar");
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(file))) {
            jar.setLevel(Deflater.BEST_SPEED);
            long left = write(bundle, MANIFEST, jar, LARGEST);
            Set<String> paths = new LinkedHashSet<>();
            collect(bundle, "", paths);
            for (String path : paths) {
                // A directory has nothing to sign.
                if (!path.endsWith("/") && !path.equals(MANIFEST)) {
                    left = write(bundle, path, jar, left);
                }
            }
        } catch (IOException | RuntimeException failed) {
            Files.deleteIfExists(file);
            throw failed;
        }
        return new BundleJar(file);
    }

    private static void collect(Bundle bundle, String folder, Set<String> found) {
        @Nullable Enumeration<String> paths = bundle.getEntryPaths(folder);
        while (paths != null && paths.hasMoreElements()) {
            String path = paths.nextElement();
            if (found.add(path) && path.endsWith("/")) {
                collect(bundle, path, found);
            }
        }
    }

    private static long write(Bundle bundle, String path, ZipOutputStream to, long atMost)
            throws IOException {
        @Nullable URL url = bundle.getEntry(path);
        if (url == null) {
            throw new FileNotFoundException("its entry " + path + " cannot be read");
        }
        long left = atMost;
        byte[] buffer = new byte[64 << 10];
        to.putNextEntry(new ZipEntry(path));
        try (InputStream in = url.openStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new IOException("it has over " + LARGEST + " bytes unpacked");
                }
                to.write(buffer, 0, n);
            }
        }
        to.closeEntry();
        return left;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
