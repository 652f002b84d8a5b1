package org.stockade.policy.internal.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a jar consists of, unpacked once within limits before the JDK reads signatures from it.
 *
 * @param files sizes by name, directories left out
 * @param signing the manifest and what signs it, by name
 */
record JarListing(Map<String, Long> files, Map<String, byte[]> signing) {
    static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** Beyond that a bundle is a mistake, or made to hurt. */
    static final long LARGEST_JAR = 64L << 20;

    static final long LARGEST_UNPACKED = 256L << 20;
    static final int MOST_ENTRIES = 10_000;

    /** 10,000 entries with names of 100 characters need 2 MiB. */
    private static final int LARGEST_SIGNING = 8 << 20;

    /**
     * Reads every entry to its end.
     *
     * @throws NotSignedException if it is over a limit, or has an entry twice
     */
    static JarListing read(Path jar) throws IOException {
        long size = Files.size(jar);
        if (size > LARGEST_JAR) {
            throw new NotSignedException(
                    "it has " + size + " bytes; at most " + LARGEST_JAR + " are checked");
        }
        JarListing listing = new JarListing(new LinkedHashMap<>(), new LinkedHashMap<>());
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.size() > MOST_ENTRIES) {
                throw new NotSignedException(
                        "it has "
                                + zip.size()
                                + " entries; at most "
                                + MOST_ENTRIES
                                + " are checked");
            }
            long left = LARGEST_UNPACKED;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                left -= listing.add(zip, entry, left);
            }
        }
        return listing;
    }

    private long add(ZipFile zip, ZipEntry entry, long left) throws IOException {
        String name = entry.getName();
        boolean signs = isSigning(name);
        byte[] kept = new byte[0];
        long size = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            if (signs) {
                kept = in.readNBytes(LARGEST_SIGNING + 1);
                size = kept.length;
            } else {
                size = count(in, left);
            }
        }
        if (size > left || (signs && size > LARGEST_SIGNING)) {
            throw new NotSignedException(
                    "it is a bomb: up to "
                            + printable(name)
                            + " it has over "
                            + (signs ? LARGEST_SIGNING : LARGEST_UNPACKED)
                            + " bytes unpacked");
        }
        if (entry.isDirectory()) {
            if (size > 0) {
                throw new NotSignedException("its directory " + printable(name) + " has content");
            }
        } else if (files.putIfAbsent(name, size) != null) {
            throw new NotSignedException("it has the entry " + printable(name) + " twice");
        }
        if (signs) {
            signing.put(name, kept);
        }
        return size;
    }

    private static long count(InputStream in, long atMost) throws IOException {
        byte[] buffer = new byte[64 << 10];
        long size = 0;
        for (int n = in.read(buffer); n >= 0 && size <= atMost; n = in.read(buffer)) {
            size += n;
        }
        return size;
    }

    /** The manifest, and what the JDK takes for signatures: it looks at no case. */
    static boolean isSigning(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("META-INF/")
                && upper.indexOf('/', "META-INF/".length()) < 0
                && (upper.equals(MANIFEST)
                        || upper.startsWith("META-INF/SIG-")
                        || upper.endsWith(".SF")
                        || isBlock(upper));
    }

    static boolean isBlock(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.endsWith(".RSA") || upper.endsWith(".DSA") || upper.endsWith(".EC");
    }

    /** A name from a jar as messages may show it. */
    static String printable(String name) {
        String safe =
                name.codePoints().allMatch(c -> c >= 0x20 && c < 0x7f) ? name : "(unprintable)";
        return safe.length() <= 200 ? safe : safe.substring(0, 200) + "…";
    }
}
