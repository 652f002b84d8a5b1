package org.stockade.engine.internal.change;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stockade.access.PolicyChanges.Entry;

/**
 * What the archive knows of a policy besides its text, as names and values.
 *
 * @param entry what people see of it
 * @param folder where relative paths in it begin
 * @param started what the instance was told to start: only such a start falls back to it
 */
record Kept(Entry entry, Optional<Path> folder, String started) {
    static final String COMMIT = "commit";
    static final String START = "start";

    /** A commit went back by itself. */
    static final String EXPIRED = "expired";

    /** A commit was to go back by itself and could not yet. */
    static final String NOT_TAKEN_BACK = "not-taken-back";

    /** Summary of a start that goes on with a commit. */
    static final String STILL_WAITS = "waits to be confirmed";

    /** Whether this was in force without anybody having confirmed it. */
    boolean isUnconfirmed() {
        return switch (entry.kind()) {
            case COMMIT, NOT_TAKEN_BACK -> true;
            case START -> entry.summary().equals(STILL_WAITS);
            default -> false;
        };
    }

    Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        values.put("number", Long.toString(entry.number()));
        values.put("time", entry.time().toString());
        values.put("user", entry.user());
        values.put("kind", entry.kind());
        values.put("origin", entry.origin());
        values.put("hash", entry.hash());
        values.put("summary", entry.summary());
        values.put("started", started);
        folder.ifPresent(path -> values.put("folder", path.toString()));
        return values;
    }

    /**
     * Reads it back.
     *
     * @throws IOException if something is missing or is not what it should be
     */
    static Kept of(Map<String, String> values) throws IOException {
        try {
            return new Kept(
                    new Entry(
                            Long.parseLong(wanted(values, "number")),
                            Instant.parse(wanted(values, "time")),
                            wanted(values, "user"),
                            wanted(values, "kind"),
                            wanted(values, "origin"),
                            wanted(values, "hash"),
                            wanted(values, "summary")),
                    Optional.ofNullable(values.get("folder")).map(Path::of),
                    wanted(values, "started"));
        } catch (IllegalArgumentException | DateTimeParseException damaged) {
            throw new IOException("damaged: " + damaged.getMessage(), damaged);
        }
    }

    static String wanted(Map<String, String> values, String name) throws IOException {
        String value = values.get(name);
        if (value == null) {
            throw new IOException("damaged: it has no " + name);
        }
        return value;
    }

    PolicyDocument document(String text) {
        return new PolicyDocument(entry.origin(), folder, text);
    }
}
