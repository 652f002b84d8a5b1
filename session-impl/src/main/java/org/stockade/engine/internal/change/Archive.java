package org.stockade.engine.internal.change;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stockade.log.EventLog;

/**
 * The policies that were in force, in the folder {@code policy} of the state folder: {@code
 * history}, {@code texts} by their hash, and what points to them. One thread at a time uses it.
 */
public final class Archive {
    static final int MOST_ENTRIES = 100;

    /** All texts together; the newest are kept in any case. */
    static final long MOST_TEXT = 64L << 20;

    private static final long LARGEST_TEXT = 8L << 20;
    private static final EventLog LOG = EventLog.of("core");

    private final Path folder;
    private final boolean kept;
    private final List<Kept> history = new ArrayList<>();
    private final Map<String, Long> sizes = new HashMap<>();

    private Archive(Path folder, boolean kept) {
        this.folder = folder;
        this.kept = kept;
    }

    /** That of a state folder; what cannot be read there is told and left out. */
    public static Archive in(Path state) {
        Archive archive = new Archive(state.resolve("policy"), true);
        archive.readHistory();
        return archive;
    }

    /** One that ends with this process. */
    public static Archive temporary(Path folder) {
        return new Archive(folder, false);
    }

    /** Whether it outlives this process. */
    boolean isKept() {
        return kept;
    }

    /** Where jars are kept that may have to come back. */
    Path bundles() {
        return folder.resolve("bundles");
    }

    private void readHistory() {
        Path entries = folder.resolve("history");
        if (!Files.isDirectory(entries)) {
            return;
        }
        try (Stream<Path> files = Files.list(entries)) {
            for (Path file : files.filter(Archive::isEntry).sorted().toList()) {
                read(file).ifPresent(history::add);
            }
        } catch (IOException failure) {
            unreadable(entries, failure);
        }
        for (Kept each : history) {
            noteSize(each.entry().hash());
        }
    }

    private static boolean isEntry(Path file) {
        return String.valueOf(file.getFileName()).matches("[0-9]{12}\\.properties");
    }

    private Optional<Kept> read(Path file) {
        try {
            Optional<Map<String, String>> values = StateFile.read(file);
            return values.isEmpty() ? Optional.empty() : Optional.of(Kept.of(values.get()));
        } catch (IOException failure) {
            unreadable(file, failure);
            return Optional.empty();
        }
    }

    private static void unreadable(Path what, IOException failure) {
        LOG.warning(
                "policy-archive-damaged",
                null,
                "it is left out",
                "file",
                what,
                "failure",
                failure.getMessage());
    }

    private void noteSize(String hash) {
        try {
            sizes.put(hash, Files.size(text(hash)));
        } catch (IOException gone) {
            sizes.put(hash, 0L);
        }
    }

    /** Oldest first. */
    List<Kept> history() {
        return List.copyOf(history);
    }

    /** The number of the next entry. */
    long nextNumber() {
        return history.isEmpty() ? 1 : history.getLast().entry().number() + 1;
    }

    /** Adds an entry and its text, and lets go of the oldest. */
    void add(Kept entry, String text) throws IOException {
        // In memory also where the disk does not take it: it is in force.
        history.add(entry);
        keepText(text);
        StateFile.write(entryFile(entry), entry.values());
        shorten();
    }

    private Path entryFile(Kept kept) {
        return folder.resolve("history")
                .resolve(String.format("%012d.properties", kept.entry().number()));
    }

    private void shorten() throws IOException {
        while (history.size() > MOST_ENTRIES || history.size() > 2 && total() > MOST_TEXT) {
            Kept oldest = history.removeFirst();
            Files.deleteIfExists(entryFile(oldest));
            forget(oldest.entry().hash());
        }
    }

    private long total() {
        return history.stream()
                .map(each -> each.entry().hash())
                .distinct()
                .mapToLong(hash -> sizes.getOrDefault(hash, 0L))
                .sum();
    }

    private void forget(String hash) throws IOException {
        Set<String> wanted =
                history.stream().map(each -> each.entry().hash()).collect(Collectors.toSet());
        pointer("last-good").ifPresent(good -> wanted.add(good.entry().hash()));
        if (!wanted.contains(hash)) {
            sizes.remove(hash);
            Files.deleteIfExists(text(hash));
        }
    }

    private Path text(String hash) {
        return folder.resolve("texts").resolve(hash + ".yaml");
    }

    /** Puts a text where its hash finds it. */
    void keepText(String text) throws IOException {
        String hash = PolicyDocument.hash(text);
        if (sizes.getOrDefault(hash, 0L) == 0 || !Files.exists(text(hash))) {
            StateFile.write(text(hash), text.getBytes(StandardCharsets.UTF_8));
            noteSize(hash);
        }
    }

    /** The text of this hash, if it is there and is whole. */
    Optional<String> textOf(String hash) {
        Path file = text(hash);
        if (!hash.matches("[0-9a-f]{64}")) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > LARGEST_TEXT) {
                throw new IOException("it is over " + LARGEST_TEXT + " bytes");
            }
            String read = Files.readString(file);
            if (PolicyDocument.hash(read).equals(hash)) {
                return Optional.of(read);
            }
            throw new IOException("its text was changed");
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failure) {
            unreadable(file, failure);
            return Optional.empty();
        }
    }

    /** What a name points to. */
    Optional<Kept> pointer(String name) {
        return read(folder.resolve(name + ".properties"));
    }

    /** Has a name point to an entry, whose text is kept as long as it does. */
    void point(String name, Kept to) throws IOException {
        StateFile.write(folder.resolve(name + ".properties"), to.values());
    }

    /** Names and values of a file of this name; empty if there is none or it is damaged. */
    Optional<Map<String, String>> values(String name) {
        Path file = folder.resolve(name + ".properties");
        try {
            return StateFile.read(file);
        } catch (IOException failure) {
            unreadable(file, failure);
            return Optional.empty();
        }
    }

    void write(String name, Map<String, String> values) throws IOException {
        StateFile.write(folder.resolve(name + ".properties"), values);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name + ".properties"));
    }

    /** Lets go of jars that nobody may want back. */
    void forgetJars(Set<String> wanted) {
        try (Stream<Path> jars = Files.list(bundles())) {
            for (Path jar : jars.toList()) {
                if (!wanted.contains(String.valueOf(jar.getFileName()))) {
                    Files.deleteIfExists(jar);
                }
            }
        } catch (NoSuchFileException none) {
            return;
        } catch (IOException failure) {
            unreadable(bundles(), failure);
        }
    }

    /** Ends one that does not outlive this process. */
    void close() throws IOException {
        if (kept || !Files.isDirectory(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = new ArrayList<>(all.toList()).reversed();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
