package org.stockade.engine.internal.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.engine.internal.revision.HeldBack;
import org.stockade.engine.internal.revision.SourceKeeping;
import org.stockade.engine.internal.revision.SourceKeeping.Restored;
import org.stockade.log.EventLog;

/** Goes back to policy and proxy bundles of before a commit. One thread at a time. */
final class TakingBack {
    private static final EventLog LOG = EventLog.of("core");

    /** Characters of a reason that the history keeps; the log has it whole. */
    private static final int LONGEST_WHY = 300;

    private final Loader loader;
    private final SourceKeeping bundles;
    private final Journal journal;
    private final OwnChanges own;

    /** That which could not go back, so that it is on record once and not at each try. */
    private @Nullable PendingCommit stuck;

    TakingBack(Loader loader, SourceKeeping bundles, Journal journal, OwnChanges own) {
        this.loader = loader;
        this.bundles = bundles;
        this.journal = journal;
        this.own = own;
    }

    /**
     * Bundles first, for the former policy may need them; new sessions see both together.
     *
     * @param kind {@code rollback} or {@code expired}
     * @return what is wrong: if the former policy is not in force, its errors alone; else a line a
     *     bundle that could not be brought back
     */
    Outcome goBack(PendingCommit commit, String user, String kind) {
        Optional<PolicyDocument> former = journal.document(commit.former());
        if (former.isEmpty()) {
            return failed(commit, kind, List.of("the text of the policy of before is gone"));
        }
        List<String> failures = new ArrayList<>();
        List<HeldBack> changed = new ArrayList<>();
        PolicyReport report =
                loader.together(
                        () -> {
                            Restored restored =
                                    bundles.restore(commit.sources(), journal.archive().bundles());
                            failures.addAll(restored.failures());
                            changed.addAll(restored.changed());
                            return loader.load(former.get());
                        });
        // Also where the policy did not follow: the bundles are what they were.
        hold(changed);
        if (!report.ok()) {
            return failed(commit, kind, report.errors());
        }
        failures.forEach(
                why -> LOG.error("bundle-not-taken-back", null, "it stays as it is", "why", why));
        Kept entry =
                journal.next(
                        user,
                        kind,
                        former.get(),
                        "back from " + commit.committed().entry().number());
        journal.put(entry, former.get());
        journal.isGood();
        journal.takeBack(commit.committed());
        journal.end();
        if (kind.equals(Kept.EXPIRED)) {
            own.add(entry.entry());
        }
        LOG.error(
                "policy-taken-back",
                null,
                kind.equals(Kept.EXPIRED)
                        ? "it was not confirmed in time; what was before is in force again"
                        : "what was before is in force again",
                "policy",
                commit.committed().document("").shown(),
                "user",
                user,
                "former",
                former.get().shown(),
                "bundles",
                changed.size());
        return new Outcome(true, new PolicyReport(List.copyOf(failures), report.warnings()));
    }

    /**
     * How it ended.
     *
     * @param isBack whether the former policy is in force
     */
    record Outcome(boolean isBack, PolicyReport report) {}

    private Outcome failed(PendingCommit commit, String kind, List<String> errors) {
        String why = String.join("; ", errors);
        if (kind.equals(Kept.EXPIRED) && stuck != commit) {
            stuck = commit;
            note(commit, why);
        }
        LOG.error(
                "policy-not-taken-back",
                null,
                "what was committed stays in force; it is tried again",
                "policy",
                commit.committed().document("").shown(),
                "why",
                why);
        return new Outcome(false, new PolicyReport(errors, List.of()));
    }

    /** What nobody confirmed is still in force: the history and whoever is told get to know. */
    private void note(PendingCommit commit, String why) {
        Kept committed = commit.committed();
        Optional<PolicyDocument> document = journal.document(committed).or(journal::inForce);
        if (document.isEmpty()) {
            return;
        }
        Kept entry =
                journal.next(
                        committed.entry().user(),
                        Kept.NOT_TAKEN_BACK,
                        document.get(),
                        "cannot go back from " + committed.entry().number() + ": " + cut(why));
        journal.note(entry, document.get());
        own.add(entry.entry());
    }

    private static String cut(String why) {
        return why.length() <= LONGEST_WHY ? why : why.substring(0, LONGEST_WHY) + "…";
    }

    private void hold(List<HeldBack> changed) {
        if (changed.isEmpty()) {
            return;
        }
        List<HeldBack> all = new ArrayList<>(changed);
        List<String> again = changed.stream().map(HeldBack::location).toList();
        journal.heldBack().stream()
                .filter(each -> !again.contains(each.location()))
                .forEach(all::add);
        journal.heldBack(all);
    }
}
