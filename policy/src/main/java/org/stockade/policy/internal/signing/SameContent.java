package org.stockade.policy.internal.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Compares jars by what is in them, however it is packed. */
final class SameContent {
    private static final int PIECE = 64 << 10;

    private SameContent() {}

    /** Whether both have the same files with the same bytes; directories do not count. */
    static boolean of(Path one, Path other) throws IOException {
        try (ZipFile first = new ZipFile(one.toFile());
                ZipFile second = new ZipFile(other.toFile())) {
            Set<String> names = names(first);
            if (names.isEmpty() || !names.equals(names(second))) {
                return false;
            }
            for (String name : names) {
                if (!sameBytes(first, second, name)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static Set<String> names(ZipFile zip) {
        return Collections.list(zip.entries()).stream()
                .filter(entry -> !entry.isDirectory())
                .map(ZipEntry::getName)
                .collect(Collectors.toSet());
    }

    private static boolean sameBytes(ZipFile first, ZipFile second, String name)
            throws IOException {
        @Nullable ZipEntry left = first.getEntry(name);
        @Nullable ZipEntry right = second.getEntry(name);
        if (left == null || right == null) {
            return false;
        }
        try (InputStream a = first.getInputStream(left);
                InputStream b = second.getInputStream(right)) {
            while (true) {
                byte[] some = a.readNBytes(PIECE);
                if (!java.util.Arrays.equals(some, b.readNBytes(PIECE))) {
                    return false;
                }
                if (some.length < PIECE) {
                    return true;
                }
            }
        }
    }
}
