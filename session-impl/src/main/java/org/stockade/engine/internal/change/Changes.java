package org.stockade.engine.internal.change;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.access.PolicyChanges;
import org.stockade.engine.internal.revision.HeldBack;
import org.stockade.engine.internal.revision.KeptSource;
import org.stockade.engine.internal.revision.SourceKeeping;
import org.stockade.log.EventLog;

/** Every way in which the policy changes, one change at a time. */
public final class Changes implements PolicyChanges, AutoCloseable {
    private static final EventLog LOG = EventLog.of("core");

    /** Guards all below it. Commands wait here for a change that is under way. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Loader loader;
    private final SourceKeeping bundles;
    private final Journal journal;
    private final Waiting waiting;
    private final InstantSource clock;
    private final Later later;
    private final Starting starting;
    private final OwnChanges own = new OwnChanges();
    private volatile @Nullable Fallback fallback;

    /**
     * None is in force yet.
     *
     * @param later has to go on while the clock is set
     */
    public Changes(
            Loader loader,
            SourceKeeping bundles,
            Archive archive,
            Later later,
            InstantSource clock) {
        this.loader = loader;
        this.bundles = bundles;
        this.clock = clock;
        this.later = later;
        this.journal = new Journal(archive, loader, clock);
        TakingBack takingBack = new TakingBack(loader, bundles, journal, own);
        this.waiting = new Waiting(lock, takingBack, later);
        this.starting = new Starting(loader, bundles, journal, waiting, takingBack, clock);
    }

    /**
     * Puts in force what the process is told to start, or what has to serve instead of it.
     *
     * @return why nothing serves; empty if something does
     */
    public List<String> start(Starting.Wanted wanted) {
        lock.lock();
        try {
            Starting.Started started = starting.start(wanted);
            fallback = started.fallback().orElse(null);
            return started.errors();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Proxy bundles have changed. What was taken back and has been brought again since is meant, so
     * it is not held back any more.
     */
    public void bundlesChanged() {
        if (journal.holdsBack()) {
            later.after(Duration.ZERO, this::letGo);
        }
    }

    private void letGo() {
        lock.lock();
        try {
            List<HeldBack> before = journal.heldBack();
            List<HeldBack> still = before.stream().filter(each -> !bundles.isAgain(each)).toList();
            if (still.size() < before.size()) {
                journal.heldBack(still);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Comparison diff(String origin, String text) {
        PolicyDocument document = document(origin, text);
        List<String> errors = loader.check(document).errors();
        String before;
        lock.lock();
        try {
            before = journal.inForce().map(PolicyDocument::text).orElse("stockade: 1");
        } finally {
            lock.unlock();
        }
        return errors.isEmpty()
                ? new Comparison(List.of(), loader.diff(before, text))
                : new Comparison(errors, List.of());
    }

    private static PolicyDocument document(String origin, String text) {
        return new PolicyDocument(origin, Optional.empty(), text);
    }

    @Override
    public PolicyReport load(String user, String origin, String text) {
        return load(user, document(origin, text));
    }

    /** The same for one that knows its folder. */
    public PolicyReport load(String user, PolicyDocument document) {
        lock.lock();
        try {
            return waiting.isAny() ? refused(waiting.why()) : load(user, "load", document);
        } finally {
            lock.unlock();
        }
    }

    private PolicyReport load(String user, String kind, PolicyDocument document) {
        String summary = journal.summary(document);
        PolicyReport report = loader.load(document);
        if (report.ok()) {
            journal.allow(document.hash());
            journal.put(journal.next(user, kind, document, summary), document);
            journal.isGood();
            fallback = null;
        }
        return report;
    }

    private static PolicyReport refused(String why) {
        return new PolicyReport(List.of(why), List.of());
    }

    @Override
    public PolicyReport commit(String user, String origin, String text, Duration within) {
        if (within.compareTo(SHORTEST) < 0 || within.compareTo(LONGEST) > 0) {
            return refused(
                    within.toSeconds()
                            + " s is out of range; use "
                            + SHORTEST.toSeconds()
                            + " to "
                            + LONGEST.toSeconds());
        }
        lock.lock();
        try {
            Optional<PolicyDocument> former = journal.inForce();
            if (waiting.isAny()) {
                return refused(waiting.why());
            } else if (former.isEmpty()) {
                return refused("no policy is in force to go back to; use policy load");
            }
            return commit(user, document(origin, text), former.get(), within);
        } finally {
            lock.unlock();
        }
    }

    private PolicyReport commit(
            String user, PolicyDocument document, PolicyDocument former, Duration within) {
        PolicyReport checked = loader.check(document);
        if (!checked.ok()) {
            return checked;
        }
        Kept entry = journal.next(user, Kept.COMMIT, document, journal.summary(document));
        PendingCommit commit;
        try {
            commit =
                    new PendingCommit(
                            entry,
                            journal.current().orElseThrow(),
                            clock.instant(),
                            within,
                            keepJars());
            journal.begin(commit, former.text(), document.text());
        } catch (IOException failure) {
            journal.end();
            return refused("there would be no way back: " + failure.getMessage());
        }
        PolicyReport loaded = loader.load(document);
        if (!loaded.ok()) {
            journal.end();
            return loaded;
        }
        journal.allow(document.hash());
        journal.put(entry, document);
        fallback = null;
        waiting.begin(commit, within);
        LOG.warning(
                "policy-committed",
                null,
                "it goes back by itself unless it is confirmed",
                "policy",
                document.shown(),
                "user",
                user,
                "seconds",
                within.toSeconds());
        List<String> warnings = new ArrayList<>(loaded.warnings());
        if (!isKept()) {
            warnings.add(
                    "no state.dir is configured, so a restart within "
                            + within.toSeconds()
                            + " s forgets that this was to be confirmed");
        }
        return new PolicyReport(List.of(), warnings);
    }

    private List<KeptSource> keepJars() throws IOException {
        StateFile.makeFolder(journal.archive().bundles());
        return bundles.keep(journal.archive().bundles());
    }

    @Override
    public PolicyReport confirm(String user) {
        lock.lock();
        try {
            Optional<PendingCommit> commit = waiting.end();
            Optional<PolicyDocument> document = journal.inForce();
            if (commit.isEmpty() || document.isEmpty()) {
                return refused("no commit waits for a confirmation; policy history shows what was");
            }
            journal.put(
                    journal.next(user, "confirm", document.get(), "no difference"), document.get());
            journal.isGood();
            journal.end();
            LOG.info(
                    "policy-confirmed",
                    null,
                    "it stays",
                    "policy",
                    document.get().shown(),
                    "user",
                    user);
            return new PolicyReport(List.of(), List.of());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PolicyReport rollback(String user, OptionalLong number) {
        lock.lock();
        try {
            if (waiting.isAny()) {
                return number.isPresent()
                        ? refused("a commit waits; first end it with policy rollback or confirm")
                        : waiting.goBack(user, "rollback");
            }
            Optional<Kept> to =
                    number.isPresent() ? journal.entry(number.getAsLong()) : journal.before();
            if (to.isEmpty()) {
                return refused(
                        number.isPresent()
                                ? "no entry " + number.getAsLong() + "; policy history shows them"
                                : "there is no other policy to go back to");
            }
            return goTo(user, to.get());
        } finally {
            lock.unlock();
        }
    }

    private PolicyReport goTo(String user, Kept entry) {
        Optional<PolicyDocument> document = journal.document(entry);
        if (document.isEmpty()) {
            return refused("the text of entry " + entry.entry().number() + " is gone");
        }
        Optional<Kept> left = journal.current();
        PolicyReport report = load(user, "rollback", document.get());
        if (report.ok()) {
            left.filter(each -> !each.entry().hash().equals(document.get().hash()))
                    .ifPresent(journal::takeBack);
        }
        return report;
    }

    @Override
    public List<Entry> history() {
        lock.lock();
        try {
            return journal.history();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<String> text(long number) {
        lock.lock();
        try {
            return journal.entry(number).flatMap(journal::document).map(PolicyDocument::text);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Pending> pending() {
        lock.lock();
        try {
            return waiting.pending();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Fallback> fallback() {
        return Optional.ofNullable(fallback);
    }

    @Override
    public boolean isKept() {
        return journal.archive().isKept();
    }

    @Override
    public Telling tell(Consumer<Entry> told) {
        return own.tell(told);
    }

    /** A commit that waits goes on waiting at the next start. */
    @Override
    public void close() {
        lock.lock();
        try {
            Optional<PendingCommit> left = waiting.end();
            left.ifPresent(
                    commit ->
                            LOG.warning(
                                    "policy-still-waits",
                                    null,
                                    isKept() ? "the next start goes on with it" : "it is forgotten",
                                    "policy",
                                    commit.committed().entry().origin()));
            journal.archive().close();
        } catch (IOException failure) {
            LOG.debug("policy-not-kept", null, "left behind", "failure", failure);
        } finally {
            lock.unlock();
        }
    }
}
