package org.stockade.engine.internal.change;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.access.PolicyChanges.Change;
import org.stockade.access.PolicyChanges.Op;
import org.stockade.engine.internal.change.Starting.Wanted;
import org.stockade.engine.internal.revision.HeldBack;
import org.stockade.engine.internal.revision.KeptSource;
import org.stockade.engine.internal.revision.SourceKeeping;

/**
 * An engine that takes every policy without {@code wrong} in it, one proxy bundle, a timer and a
 * clock that the test moves.
 */
final class FakeEngine implements Loader, SourceKeeping {
    static final String USER = "ann";
    static final String FILE = "/etc/edge.yaml";

    String inForce = "";
    String bundle = "1.0";
    Instant now = Instant.parse("2026-11-26T14:00:00Z");
    boolean refusesAll;

    /** Texts that do not load, though they are no mistakes: their port is taken, for instance. */
    Set<String> refused = Set.of();

    final List<Timer> timers = new ArrayList<>();

    /** Work for later. */
    record Timer(Duration after, Runnable work) {}

    /** One process on this state folder. */
    Changes process(Path state) {
        return new Changes(this, this, Archive.in(state), this::later, () -> now);
    }

    private void later(Duration after, Runnable work) {
        timers.add(new Timer(after, work));
    }

    /** The time of the latest timer comes. */
    void timeComes() {
        timers.getLast().work().run();
    }

    /** Starts on the policy of a file. */
    static List<String> start(Changes process, String text) {
        return start(process, FILE, text, true);
    }

    static List<String> start(Changes process, String file, String text, boolean fallsBack) {
        return process.start(
                new Wanted(
                        file,
                        "root",
                        fallsBack,
                        () -> {
                            if (text.isEmpty()) {
                                throw new IOException("policy " + file + " does not exist");
                            }
                            return new PolicyDocument(
                                    "edge.yaml", Optional.of(Path.of("/etc")), text);
                        }));
    }

    @Override
    public PolicyReport check(PolicyDocument document) {
        return document.text().contains("wrong") || refusesAll
                ? new PolicyReport(List.of(document.origin() + ":1:1: wrong"), List.of())
                : new PolicyReport(List.of(), List.of());
    }

    @Override
    public PolicyReport load(PolicyDocument document) {
        PolicyReport report =
                refused.contains(document.text())
                        ? new PolicyReport(List.of("its port is taken"), List.of())
                        : check(document);
        if (report.ok()) {
            inForce = document.text();
        }
        return report;
    }

    @Override
    public List<Change> diff(String before, String after) {
        return before.equals(after)
                ? List.of()
                : List.of(new Change(Op.REPLACE, List.of("it"), before, after));
    }

    @Override
    public PolicyReport together(Work work) {
        return work.run();
    }

    @Override
    public List<KeptSource> keep(Path folder) {
        return List.of(new KeptSource("file:/p.jar", "p", bundle, "h" + bundle, true));
    }

    @Override
    public Restored restore(List<KeptSource> wanted, Path folder) {
        String before = bundle;
        bundle = wanted.getFirst().version();
        return before.equals(bundle)
                ? new Restored(List.of(), List.of())
                : new Restored(
                        List.of(
                                new HeldBack(
                                        "file:/p.jar",
                                        "h" + before,
                                        Optional.of(wanted.getFirst()))),
                        List.of());
    }

    @Override
    public Restored holdBack(List<HeldBack> changes, Path folder) {
        return isAgain(changes.getFirst())
                ? restore(List.of(changes.getFirst().former().orElseThrow()), folder)
                : new Restored(List.of(), List.of());
    }

    @Override
    public boolean isAgain(HeldBack change) {
        return change.refused().equals("h" + bundle);
    }
}
