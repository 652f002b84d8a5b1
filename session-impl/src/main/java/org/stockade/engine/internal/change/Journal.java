package org.stockade.engine.internal.change;

import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stockade.access.PolicyChanges.Change;
import org.stockade.access.PolicyChanges.Entry;
import org.stockade.engine.internal.revision.HeldBack;
import org.stockade.log.EventLog;

/**
 * What is in force and what was, in memory and in the archive. What the archive cannot take is told
 * and changes nothing else: an operator must be able to mend a full disk. One thread at a time.
 */
final class Journal {
    private static final String LAST_GOOD = "last-good";
    private static final String TAKEN_BACK = "taken-back";
    private static final String PENDING = "pending";
    private static final String HELD_BACK = "bundles-held-back";
    private static final EventLog LOG = EventLog.of("core");

    private final Archive archive;
    private final Loader loader;
    private final InstantSource clock;
    private String started = "";
    private @Nullable Kept current;
    private @Nullable PolicyDocument document;
    private volatile boolean holdsBack;

    Journal(Archive archive, Loader loader, InstantSource clock) {
        this.archive = archive;
        this.loader = loader;
        this.clock = clock;
        this.holdsBack = !heldBack().isEmpty();
    }

    Archive archive() {
        return archive;
    }

    /** What this instance was told to start. */
    void started(String name) {
        started = name;
    }

    String started() {
        return started;
    }

    /** The policy in force; empty before the first. */
    Optional<PolicyDocument> inForce() {
        return Optional.ofNullable(document);
    }

    /** Its entry. */
    Optional<Kept> current() {
        return Optional.ofNullable(current);
    }

    /** The entry a policy would get now. */
    Kept next(String user, String kind, PolicyDocument of, String summary) {
        return new Kept(
                new Entry(
                        archive.nextNumber(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        user,
                        kind,
                        of.origin(),
                        of.hash(),
                        summary),
                of.folder(),
                started);
    }

    /** How a policy differs from the one in force, in one line. */
    String summary(PolicyDocument of) {
        if (document == null) {
            return "";
        }
        try {
            List<Change> changes = loader.diff(document.text(), of.text());
            long added = changes.stream().filter(each -> each.before().isEmpty()).count();
            long removed = changes.stream().filter(each -> each.after().isEmpty()).count();
            return changes.isEmpty()
                    ? "no difference"
                    : "+" + added + " -" + removed + " ~" + (changes.size() - added - removed);
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }

    /** Notes that a policy is in force. */
    void put(Kept entry, PolicyDocument of) {
        current = entry;
        document = of;
        note(entry, of);
    }

    /** Adds to the history what changes nothing. */
    void note(Kept entry, PolicyDocument of) {
        attempt("the history", () -> archive.add(entry, of.text()));
    }

    /** What is in force is what a start goes back to. */
    void isGood() {
        Kept good = current;
        if (good != null) {
            attempt("the last good policy", () -> archive.point(LAST_GOOD, good));
        }
    }

    /** The last good policy, where it is of the same start as this. */
    Optional<Kept> lastGood() {
        return archive.pointer(LAST_GOOD).filter(good -> good.started().equals(started));
    }

    /** The document of an entry, if its text is still there. */
    Optional<PolicyDocument> document(Kept entry) {
        return archive.textOf(entry.entry().hash()).map(entry::document);
    }

    /** That which no start may begin with by itself. */
    Optional<Kept> takenBack() {
        return archive.pointer(TAKEN_BACK);
    }

    void takeBack(Kept entry) {
        attempt("what was taken back", () -> archive.point(TAKEN_BACK, entry));
    }

    /** Somebody has asked for it: it is not held against it any more. */
    void allow(String hash) {
        if (takenBack().filter(each -> each.entry().hash().equals(hash)).isPresent()) {
            attempt("what was taken back", () -> archive.delete(TAKEN_BACK));
        }
    }

    /** A commit that a process before this one has left. */
    Optional<PendingCommit> pending() {
        Optional<Map<String, String>> values = archive.values(PENDING);
        try {
            return values.isEmpty()
                    ? Optional.empty()
                    : Optional.of(PendingCommit.of(values.get()));
        } catch (IOException damaged) {
            told("the commit that waits", damaged);
            return Optional.empty();
        }
    }

    /** Writes the marker and the texts it needs; from then on a start goes on with it. */
    void begin(PendingCommit commit, String former, String committed) throws IOException {
        archive.keepText(former);
        archive.keepText(committed);
        archive.write(PENDING, commit.values());
    }

    /** Takes the marker away, and the jars that were kept for it. */
    void end() {
        attempt("the commit that waits", () -> archive.delete(PENDING));
        forgetJars();
    }

    List<HeldBack> heldBack() {
        try {
            return PendingCommit.changes(archive.values(HELD_BACK).orElse(Map.of()));
        } catch (IOException damaged) {
            told("bundles that are held back", damaged);
            return List.of();
        }
    }

    /** Whether any are; any thread may ask. */
    boolean holdsBack() {
        return holdsBack;
    }

    void heldBack(List<HeldBack> changes) {
        holdsBack = !changes.isEmpty();
        attempt(
                "bundles that are held back",
                () -> {
                    if (changes.isEmpty()) {
                        archive.delete(HELD_BACK);
                    } else {
                        archive.write(HELD_BACK, PendingCommit.values(changes));
                    }
                });
    }

    private void forgetJars() {
        Set<String> wanted = new HashSet<>();
        heldBack().forEach(each -> each.former().ifPresent(source -> wanted.add(source.jar())));
        archive.forgetJars(wanted);
    }

    /** Newest first. */
    List<Entry> history() {
        return new ArrayList<>(archive.history()).reversed().stream().map(Kept::entry).toList();
    }

    Optional<Kept> entry(long number) {
        return archive.history().stream()
                .filter(each -> each.entry().number() == number)
                .findFirst();
    }

    /** Whither to go back without a number: what was confirmed, by being loaded or otherwise. */
    Optional<Kept> before() {
        String now = current == null ? "" : current.entry().hash();
        return new ArrayList<>(archive.history())
                .reversed().stream()
                        .filter(each -> !each.isUnconfirmed())
                        .filter(each -> !each.entry().hash().equals(now))
                        .findFirst();
    }

    /** What may fail for want of a disk. */
    private interface Writing {
        void run() throws IOException;
    }

    private static void attempt(String what, Writing writing) {
        try {
            writing.run();
        } catch (IOException failure) {
            told(what, failure);
        }
    }

    private static void told(String what, IOException failure) {
        LOG.error(
                "policy-not-kept",
                null,
                "a restart may not know of this change",
                "what",
                what,
                "failure",
                failure);
    }
}
