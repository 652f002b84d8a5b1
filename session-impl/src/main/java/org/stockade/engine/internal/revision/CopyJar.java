package org.stockade.engine.internal.revision;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Writes the jar of a copy from the entries of its source, whatever the source was installed from.
 */
final class CopyJar {
    private CopyJar() {}

    /**
     * Writes it and leaves {@code out} open.
     *
     * @throws IOException if an entry cannot be read, also because the source is changed meanwhile
     */
    static void write(
            Bundle source, Source of, long number, Optional<ApiBundle> api, OutputStream out)
            throws IOException {
        Manifest manifest = CopyManifest.of(manifest(source), number, of, api, ownPackages(source));
        JarOutputStream jar = new JarOutputStream(out, manifest);
        // Read once, from the disk it was just written to: packing would cost more than it saves.
        jar.setLevel(Deflater.NO_COMPRESSION);
        copy(source, "", jar, new HashSet<>());
        jar.finish();
    }

    private static Manifest manifest(Bundle source) throws IOException {
        URL url = source.getEntry("META-INF/MANIFEST.MF");
        if (url == null) {
            throw new FileNotFoundException("it has no META-INF/MANIFEST.MF");
        }
        try (InputStream in = url.openStream()) {
            return new Manifest(in);
        }
    }

    private static void copy(Bundle source, String folder, JarOutputStream to, Set<String> done)
            throws IOException {
        Enumeration<String> paths = source.getEntryPaths(folder);
        while (paths != null && paths.hasMoreElements()) {
            String path = paths.nextElement();
            if (!done.add(path) || CopyManifest.leavesOut(path)) {
                continue;
            }
            if (path.endsWith("/")) {
                to.putNextEntry(new JarEntry(path));
                to.closeEntry();
                copy(source, path, to, done);
            } else {
                to.putNextEntry(new JarEntry(path));
                copyEntry(source, path, to);
                to.closeEntry();
            }
        }
    }

    private static void copyEntry(Bundle source, String path, OutputStream to) throws IOException {
        URL url = source.getEntry(path);
        if (url == null) {
            throw new FileNotFoundException("its entry " + path + " cannot be read any more");
        }
        try (InputStream in = url.openStream()) {
            in.transferTo(to);
        }
    }

    /** What the source exports, without what it could export but imports. */
    private static Set<String> ownPackages(Bundle source) {
        Set<String> own = new HashSet<>();
        BundleWiring wiring = source.adapt(BundleWiring.class);
        if (wiring != null) {
            for (BundleCapability it : wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                own.add(String.valueOf(it.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)));
            }
        }
        return own;
    }
}
