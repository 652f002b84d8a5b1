package org.stockade.engine.internal.revision;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the jar of a copy from the entries of its source, whatever the source was installed from.
 */
final class CopyJar {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** Unpacked: what is larger is not written out to be checked, and so does not pass. */
    private static final long LARGEST_UNCHANGED = 256L << 20;

    private CopyJar() {}

    /**
     * Writes it and leaves {@code out} open.
     *
     * @param own packages that the source exports and has itself
     * @throws IOException if an entry cannot be read, also because the source is changed meanwhile
     */
    static void write(
            Entries source,
            Set<String> own,
            Source of,
            long number,
            Optional<ApiBundle> api,
            OutputStream out)
            throws IOException {
        Manifest manifest = CopyManifest.of(manifest(source), number, of, api, own);
        JarOutputStream jar = new JarOutputStream(out, manifest);
        // Read once, from the disk it was just written to: packing would cost more than it saves.
        jar.setLevel(Deflater.NO_COMPRESSION);
        for (String path : source.paths()) {
            if (!CopyManifest.leavesOut(path)) {
                jar.putNextEntry(new JarEntry(path));
                if (!path.endsWith("/")) {
                    copyEntry(source, path, jar);
                }
                jar.closeEntry();
            }
        }
        jar.finish();
    }

    private static Manifest manifest(Entries source) throws IOException {
        try (InputStream in = source.open(MANIFEST)) {
            return new Manifest(in);
        }
    }

    private static void copyEntry(Entries source, String path, OutputStream to) throws IOException {
        try (InputStream in = source.open(path)) {
            in.transferTo(to);
        }
    }

    /**
     * Writes the entries as they are, signatures included, the manifest first; leaves {@code out}
     * open.
     *
     * @throws IOException if one cannot be read, or all of them are over 256 MiB
     */
    static void writeUnchanged(Entries source, OutputStream out) throws IOException {
        ZipOutputStream jar = new ZipOutputStream(out);
        jar.setLevel(Deflater.BEST_SPEED);
        long left = writeEntry(source, MANIFEST, jar, LARGEST_UNCHANGED);
        for (String path : source.paths()) {
            // A directory has nothing to sign.
            if (!path.endsWith("/") && !path.equals(MANIFEST)) {
                left = writeEntry(source, path, jar, left);
            }
        }
        jar.finish();
    }

    private static long writeEntry(Entries source, String path, ZipOutputStream to, long atMost)
            throws IOException {
        long left = atMost;
        byte[] buffer = new byte[64 << 10];
        to.putNextEntry(new ZipEntry(path));
        try (InputStream in = source.open(path)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new IOException("it has over " + LARGEST_UNCHANGED + " bytes unpacked");
                }
                to.write(buffer, 0, n);
            }
        }
        to.closeEntry();
        return left;
    }
}
