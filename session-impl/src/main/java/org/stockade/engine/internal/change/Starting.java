package org.stockade.engine.internal.change;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stockade.access.PolicyChanges.Fallback;
import org.stockade.engine.internal.revision.HeldBack;
import org.stockade.engine.internal.revision.SourceKeeping;
import org.stockade.engine.internal.revision.SourceKeeping.Restored;
import org.stockade.log.EventLog;

/**
 * Decides what a start begins with: a commit that waits, what was before it, the policy that was
 * asked for, or the last good one. One thread at a time.
 */
public final class Starting {
    private static final EventLog LOG = EventLog.of("core");

    private final Loader loader;
    private final SourceKeeping bundles;
    private final Journal journal;
    private final Waiting waiting;
    private final TakingBack takingBack;
    private final InstantSource clock;

    Starting(
            Loader loader,
            SourceKeeping bundles,
            Journal journal,
            Waiting waiting,
            TakingBack takingBack,
            InstantSource clock) {
        this.loader = loader;
        this.bundles = bundles;
        this.journal = journal;
        this.waiting = waiting;
        this.takingBack = takingBack;
        this.clock = clock;
    }

    /**
     * What is to be started.
     *
     * @param name the file of the policy, or {@code policy.text}
     * @param user whose process this is
     * @param fallsBack whether the last good policy may serve in its place
     */
    public record Wanted(String name, String user, boolean fallsBack, Source source) {}

    /** Where the policy comes from. */
    @FunctionalInterface
    public interface Source {
        /**
         * Reads it.
         *
         * @throws IOException if it cannot be had; the message is the operator's
         */
        PolicyDocument read() throws IOException;
    }

    /**
     * What has come of it.
     *
     * @param errors why nothing serves; empty if something does
     */
    record Started(List<String> errors, Optional<Fallback> fallback) {
        static Started fine() {
            return new Started(List.of(), Optional.empty());
        }
    }

    Started start(Wanted wanted) {
        journal.started(wanted.name());
        holdBack();
        Optional<PendingCommit> left = journal.pending();
        Optional<Started> goneOn = left.flatMap(commit -> goOn(commit, wanted));
        return goneOn.isPresent() ? goneOn.get() : startWanted(wanted);
    }

    /** A deploy folder may have brought again what was taken back. */
    private void holdBack() {
        List<HeldBack> before = journal.heldBack();
        if (before.isEmpty()) {
            return;
        }
        Restored again = bundles.holdBack(before, journal.archive().bundles());
        again.failures()
                .forEach(
                        why ->
                                LOG.error(
                                        "bundle-not-taken-back",
                                        null,
                                        "it stays as it is",
                                        "why",
                                        why));
        // What is another now was changed by somebody who meant it.
        journal.heldBack(again.changed());
    }

    /** Serves the commit of a process before this one, or what was before it; empty if neither. */
    private Optional<Started> goOn(PendingCommit commit, Wanted wanted) {
        if (!commit.committed().started().equals(wanted.name())) {
            LOG.warning(
                    "policy-commit-dropped",
                    null,
                    "another policy is started than the one that was changed",
                    "policy",
                    commit.committed().entry().origin(),
                    "started",
                    wanted.name());
            journal.end();
            return Optional.empty();
        }
        var rest = commit.left(clock.instant());
        if (rest.isPositive()) {
            Optional<PolicyDocument> document = serve(commit, wanted);
            if (document.isPresent()) {
                waiting.begin(commit, rest);
                LOG.warning(
                        "policy-still-waits",
                        null,
                        "it goes back by itself unless it is confirmed",
                        "policy",
                        document.get().shown(),
                        "seconds",
                        rest.toSeconds());
                return Optional.of(Started.fine());
            }
        }
        Kept committed = commit.committed();
        if (!takingBack.goBack(commit, committed.entry().user(), Kept.EXPIRED).isBack()) {
            return stay(commit, wanted);
        }
        return Optional.of(
                new Started(
                        List.of(),
                        Optional.of(
                                new Fallback(
                                        committed.document("").shown(),
                                        List.of(
                                                "it was not confirmed within "
                                                        + commit.within().toSeconds()
                                                        + " s"),
                                        commit.former().entry().hash(),
                                        commit.former().entry().time()))));
    }

    /** Has what was committed serve; empty if it does not load, which has been told then. */
    private Optional<PolicyDocument> serve(PendingCommit commit, Wanted wanted) {
        Optional<PolicyDocument> document = journal.document(commit.committed());
        List<String> errors =
                document.map(each -> loader.load(each).errors())
                        .orElse(List.of("the text of what was committed is gone"));
        if (!errors.isEmpty()) {
            errors.forEach(Starting::refused);
            return Optional.empty();
        }
        PolicyDocument serves = document.orElseThrow();
        journal.put(journal.next(wanted.user(), Kept.START, serves, Kept.STILL_WAITS), serves);
        return document;
    }

    /**
     * Neither time nor a way back is left. Nothing else begins than what was committed, which goes
     * on trying to go back; or where that does not load either, a policy that somebody has written
     * since. Else the commit waits for the next start.
     */
    private Optional<Started> stay(PendingCommit commit, Wanted wanted) {
        if (serve(commit, wanted).isPresent()) {
            waiting.beginAgain(commit);
            return Optional.of(Started.fine());
        }
        journal.takeBack(commit.committed());
        Started other = startWanted(wanted);
        if (other.errors().isEmpty()) {
            journal.end();
        }
        return Optional.of(other);
    }

    private Started startWanted(Wanted wanted) {
        List<String> errors;
        String hash = "";
        try {
            PolicyDocument document = wanted.source().read();
            hash = document.hash();
            errors = load(document, wanted);
        } catch (IOException unreadable) {
            errors = List.of(String.valueOf(unreadable.getMessage()));
        }
        if (errors.isEmpty()) {
            return Started.fine();
        }
        Optional<Kept> good = journal.lastGood();
        return wanted.fallsBack() && good.isPresent() && !good.get().entry().hash().equals(hash)
                ? fallBack(good.get(), errors, wanted)
                : new Started(errors, Optional.empty());
    }

    private List<String> load(PolicyDocument document, Wanted wanted) {
        Optional<Kept> takenBack =
                journal.takenBack().filter(each -> each.entry().hash().equals(document.hash()));
        if (takenBack.isPresent()) {
            return List.of(
                    document.shown()
                            + " is the policy that "
                            + takenBack.get().entry().user()
                            + " loaded at "
                            + takenBack.get().entry().time()
                            + " and that was taken back; change it, or load it with policy load");
        }
        List<String> errors = loader.load(document).errors();
        if (errors.isEmpty()) {
            journal.put(journal.next(wanted.user(), Kept.START, document, ""), document);
            journal.isGood();
        }
        return errors;
    }

    private Started fallBack(Kept good, List<String> errors, Wanted wanted) {
        Optional<PolicyDocument> document = journal.document(good);
        if (document.isEmpty()) {
            return new Started(errors, Optional.empty());
        }
        List<String> worse = loader.load(document.get()).errors();
        if (!worse.isEmpty()) {
            List<String> both = new ArrayList<>(errors);
            both.add("the last good policy, of " + good.entry().time() + ", does not load either:");
            both.addAll(worse);
            return new Started(both, Optional.empty());
        }
        errors.forEach(Starting::refused);
        LOG.error(
                "policy-fallback",
                null,
                "the last good policy serves in its place",
                "policy",
                wanted.name(),
                "errors",
                errors.size(),
                "last-good",
                document.get().shown(),
                "of",
                good.entry().time());
        journal.put(
                journal.next(wanted.user(), Kept.START, document.get(), "the last good policy"),
                document.get());
        return new Started(
                List.of(),
                Optional.of(
                        new Fallback(
                                wanted.name(), errors, good.entry().hash(), good.entry().time())));
    }

    private static void refused(String error) {
        LOG.error("policy-refused", null, "nothing was changed", "error", error);
    }
}
