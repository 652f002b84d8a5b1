package org.stockade.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** Tells one state of a file from another, without reading it. */
record Fingerprint(long size, FileTime modified, String file) {
    static Fingerprint of(Path path) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return new Fingerprint(now.size(), now.lastModifiedTime(), String.valueOf(now.fileKey()));
    }
}
