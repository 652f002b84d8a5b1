package org.stockade.engine.internal.revision;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The entries of a jar on disk. */
final class JarEntries implements Entries, AutoCloseable {
    private final ZipFile zip;

    JarEntries(Path jar) throws IOException {
        zip = new ZipFile(jar.toFile());
    }

    @Override
    public Collection<String> paths() {
        return Collections.list(zip.entries()).stream().map(ZipEntry::getName).toList();
    }

    @Override
    public InputStream open(String path) throws IOException {
        @Nullable ZipEntry entry = zip.getEntry(path);
        if (entry == null) {
            throw new FileNotFoundException("its entry " + path + " is missing");
        }
        return zip.getInputStream(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
