package org.stockade.engine.internal.match;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What tells one state of a file from another without reading it. */
record Stamp(FileTime modified, long size, String identity) {
    /** Of a file that cannot be looked at. */
    static final Stamp NONE = new Stamp(FileTime.fromMillis(0), -1, "");

    static Stamp of(Path file) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(seen.lastModifiedTime(), seen.size(), String.valueOf(seen.fileKey()));
        } catch (IOException gone) {
            return NONE;
        }
    }
}
