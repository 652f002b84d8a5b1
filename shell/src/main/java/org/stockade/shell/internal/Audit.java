package org.stockade.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.stockade.access.Firewall;
import org.stockade.access.PolicyChanges;
import org.stockade.access.PolicyChanges.Telling;
import org.stockade.log.EventLog;

/**
 * Keeps the record of who did what: the audit log in the state folder that the framework property
 * {@value ControlSocket#STATE_DIR} names, or else the configuration of the firewall.
 *
 * <p>An act goes on whether or not it can be recorded: an operator must be able to mend a full
 * disk. What could not be written is counted, told loudly, and noted as a gap once it can be.
 * Records are written by a thread of its own, so no session ever waits for this disk.
 */
@Component(immediate = true, service = Audit.class)
public final class Audit {
    private static final int LONGEST_QUEUE = 4096;
    private static final int LONGEST_TEXT = 1000;
    private static final int WAIT_SECONDS = 5;
    private static final String NO_FOLDER = "no state folder is configured";

    private final EventLog log = EventLog.of("shell");
    private final JsonText json = new JsonText(new JsonFactory());
    private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);
    private final AtomicLong lost = new AtomicLong();
    private final BundleActs bundles;
    private final @Nullable BundleContext context;

    private volatile boolean open;
    private volatile String problem = NO_FOLDER;
    private @Nullable Thread writer;
    private volatile @Nullable Telling telling;

    /** The writer's alone once that runs. */
    private @Nullable AuditFile file;

    private boolean failing;

    /** A record to be written, or with no record a question for the state of the log. */
    private record Entry(@Nullable Row record, CompletableFuture<State> done) {}

    /**
     * The log after everything recorded before the question.
     *
     * @param size bytes to read
     */
    record State(Path path, long size, String head) {}

    /** One that keeps no log. */
    Audit() {
        this.context = null;
        this.bundles = new BundleActs(this);
    }

    /** Made by the component runtime. */
    @Activate
    public Audit(BundleContext context) {
        this.context = context;
        this.bundles = new BundleActs(this);
        @Nullable String directory = context.getProperty(ControlSocket.STATE_DIR);
        if (directory != null) {
            open(Path.of(directory).toAbsolutePath());
        }
    }

    /** Where no launcher has named a folder, the firewall's configuration may. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bind(Firewall arrived, Map<String, Object> properties) {
        boolean tried = writer != null || !problem.equals(NO_FOLDER);
        if (!tried && properties.get("state.dir") instanceof String folder && !folder.isBlank()) {
            open(Path.of(folder).toAbsolutePath());
        }
        if (open) {
            watch();
            untold();
            telling = arrived.changes().tell(this::wentBack);
        }
    }

    void unbind(Firewall gone) {
        // What is done while there is none is recorded too.
        untold();
    }

    private void untold() {
        Telling former = telling;
        if (former != null) {
            former.close();
            telling = null;
        }
    }

    /** A commit went back by itself, or could not: nobody else would have it recorded. */
    private void wentBack(PolicyChanges.Entry entry) {
        String policy = entry.origin() + " " + entry.hash();
        boolean isBack = entry.kind().equals("expired");
        var unused =
                record(
                        "firewall",
                        "policy-" + entry.kind(),
                        "the commit of " + entry.user() + ", not confirmed in time",
                        isBack
                                ? entry.summary() + " to " + policy
                                : policy + " stays: " + entry.summary());
    }

    /** Opens the log of a folder; a failure is told once and kept for {@link #state}. */
    void open(Path folder) {
        try {
            AuditFile opened = AuditFile.open(folder);
            file = opened;
            open = true;
            problem = "";
            opened.setAside()
                    .ifPresent(
                            torn -> {
                                log.warning(
                                        "audit-torn",
                                        null,
                                        "the last line of the audit log was not complete; it was put"
                                                + " aside",
                                        "file",
                                        torn);
                                record("shell", "torn", torn.toString(), "put aside");
                            });
            writer = Thread.ofPlatform().daemon().name("audit").start(this::writeAll);
        } catch (IOException | RuntimeException failure) {
            problem =
                    failure instanceof FileSystemException
                            ? failure.getClass().getSimpleName()
                                    + " "
                                    + CommandLine.message(failure)
                            : CommandLine.message(failure);
            log.error(
                    "audit-failed", null, "no audit log is kept", "folder", folder, "why", problem);
        }
    }

    /** Records what others do to bundles, from now on. */
    void watch() {
        if (open && context != null) {
            bundles.open(context);
        }
    }

    /** Writes what is queued, says that the log ends here in order, and closes it. */
    @Deactivate
    void close() throws InterruptedException {
        if (context != null) {
            bundles.close(context);
        }
        untold();
        Thread running = writer;
        if (!open || running == null) {
            return;
        }
        record("shell", "close", "audit log", "ok");
        open = false;
        problem = "the audit log is closed";
        running.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        running.interrupt();
    }

    /** Whether a log is kept. */
    boolean isOpen() {
        return open;
    }

    /**
     * Marks what this thread does, until the returned is closed, as somebody's act that will be
     * recorded as a whole: what it causes in the framework is no act of its own.
     */
    BundleActs.Acting acting() {
        return bundles.acting();
    }

    /** Queues a record; never waits. */
    CompletableFuture<State> record(String actor, String act, String subject, String result) {
        CompletableFuture<State> done = new CompletableFuture<>();
        if (!open) {
            if (context != null && problem.equals("the audit log is closed")) {
                log.error("audit-lost", null, "an act came too late", "act", act, "who", actor);
            }
            done.completeExceptionally(new IOException(problem));
            return done;
        }
        Row record =
                Row.of("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                        .and("actor", cut(actor))
                        .and("act", cut(act))
                        .and("subject", cut(subject))
                        .and("result", cut(result));
        if (!queue.offer(new Entry(record, done))) {
            lost.incrementAndGet();
            done.completeExceptionally(new IOException("too many acts at once"));
        }
        return done;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    /** Waits a moment for a record to be on the disk; where it is not, that has been told. */
    static void await(CompletableFuture<State> record) {
        try {
            State unused = record.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException told) {
            // The act is done; the log of events says what became of its record.
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The log with everything in it that was recorded before this call.
     *
     * @throws CommandException if none is kept; the message says why
     */
    State state() throws CommandException {
        if (!open) {
            throw CommandException.failed("no audit log is kept: " + problem);
        }
        CompletableFuture<State> done = new CompletableFuture<>();
        try {
            queue.put(new Entry(null, done));
            return done.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw CommandException.failed(
                    "the audit log cannot be written: " + CommandLine.message(failure));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
    }

    private void writeAll() {
        try {
            while (open || !queue.isEmpty()) {
                Entry next = queue.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    write(next);
                }
            }
        } catch (InterruptedException late) {
            log.error("audit-lost", null, "the audit log was closed early", "left", queue.size());
        } finally {
            closeFile();
        }
    }

    private void write(Entry entry) {
        AuditFile to = file;
        if (to == null) {
            entry.done().completeExceptionally(new IOException(problem));
            return;
        }
        try {
            if (entry.record() == null) {
                entry.done().complete(new State(to.path(), to.size(), to.head()));
                return;
            }
            AuditFile usable = mended(to);
            noteGap(usable);
            append(usable, entry.record());
            entry.done().complete(new State(usable.path(), usable.size(), usable.head()));
        } catch (IOException | RuntimeException failure) {
            if (entry.record() != null) {
                lost.incrementAndGet();
                tell(failure);
            }
            entry.done().completeExceptionally(failure);
        }
    }

    /** A log that somebody else has laid hands on goes on, and says so. */
    private AuditFile mended(AuditFile to) throws IOException {
        @Nullable String meddling = to.meddling().orElse(null);
        if (meddling == null) {
            return to;
        }
        log.error("audit-changed", null, "the audit log was changed", "how", meddling);
        String head = to.head();
        Path folder = to.path().resolveSibling("");
        to.close();
        AuditFile again = AuditFile.open(folder);
        file = again;
        append(again, gap(meddling + "; its head was " + head));
        return again;
    }

    private void noteGap(AuditFile to) throws IOException {
        long missing = lost.get();
        if (missing > 0) {
            append(to, gap(missing + " records could not be written"));
            lost.addAndGet(-missing);
            failing = false;
            log.warning("audit-gap", null, "the audit log goes on after a gap", "records", missing);
        }
    }

    private static Row gap(String what) {
        return Row.of("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .and("actor", "shell")
                .and("act", "gap")
                .and("subject", what)
                .and("result", "lost");
    }

    private void append(AuditFile to, Row record) throws IOException {
        to.append(json.of(record.and("previous", to.head())));
    }

    private void tell(Exception failure) {
        if (!failing) {
            failing = true;
            log.error(
                    "audit-failed",
                    null,
                    "acts go on, but are not recorded",
                    "why",
                    CommandLine.message(failure));
        }
    }

    private void closeFile() {
        try {
            AuditFile last = file;
            if (last != null) {
                last.close();
            }
        } catch (IOException failure) {
            tell(failure);
        }
    }
}
