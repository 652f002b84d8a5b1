package org.stockade.engine.internal.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stockade.log.EventLog;

/**
 * Remembers sessions that have ended. A thread of its own writes; who ends a session offers to its
 * queue and never waits: what it is too slow for is missing and counted.
 */
public final class Recorder implements AutoCloseable {
    /** Sessions that wait to be written. */
    static final int MOST_QUEUED = 8192;

    private static final int BATCH = 256;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * So long the first of a batch waits for others: a thread woken, and a file written, for each
     * session would cost a tenth of a short one.
     */
    private static final Duration GATHERING = Duration.ofMillis(50);

    private static final EventLog LOG = EventLog.of("core");

    private final RecordStore store;
    private final RecordQueue queue;

    /** Who waits until all before him are written. */
    private final Queue<CountDownLatch> marks = new ConcurrentLinkedQueue<>();

    private final AtomicReference<@Nullable Thread> writer = new AtomicReference<>();
    private final AtomicLong lost = new AtomicLong();

    /** Whether the writer waits for the first of a batch. */
    private volatile boolean idle;

    private volatile boolean closed;

    /** Those lost that the log has told of, and whether the last writing failed. */
    private long told;

    private boolean failing;

    /**
     * What was read.
     *
     * @param unreadable lines that are torn or damaged
     */
    public record Reading(long unreadable) {}

    Recorder(RecordStore store, int mostQueued) {
        this.store = store;
        this.queue = new RecordQueue(mostQueued);
    }

    /**
     * One that keeps the newest in files, or in memory.
     *
     * @param folder where files are made; empty: the last 10,000 are kept in memory
     */
    public static Recorder in(Optional<Path> folder) {
        return new Recorder(
                folder.<RecordStore>map(RecordFiles::new).orElseGet(RecentRecords::new),
                MOST_QUEUED);
    }

    /**
     * Takes one to be written. Never waits. Its line is made here, where all of it is in the cache
     * of the processor that has just served it.
     *
     * @param loop on which the session was
     */
    public void add(int loop, RecordedSession session) {
        if (closed || !queue.offer(loop, RecordLine.of(session).toBytes())) {
            lost.incrementAndGet();
        } else if (writer.get() == null) {
            begin();
        } else if (idle) {
            LockSupport.unpark(writer.get());
        }
    }

    private void begin() {
        Thread made = Thread.ofPlatform().daemon().name("stockade-records").unstarted(this::write);
        if (writer.compareAndSet(null, made)) {
            made.start();
        }
    }

    /** Sessions that could not be written in time, or not at all. */
    public long lost() {
        return lost.get();
    }

    /**
     * All that is kept of sessions that began since, oldest file first. It blocks in the kernel.
     *
     * @throws IOException if it cannot be read; the message is for the operator
     */
    public Reading read(Instant since, Consumer<RecordedSession> each) throws IOException {
        awaitWritten();
        AtomicLong unreadable = new AtomicLong();
        store.read(
                since,
                line -> {
                    Optional<RecordedSession> session = RecordLine.read(line);
                    if (session.isEmpty()) {
                        unreadable.incrementAndGet();
                    }
                    session.filter(it -> !it.start().isBefore(since)).ifPresent(each);
                });
        return new Reading(unreadable.get());
    }

    /** What has been added so far is written, unless that takes too long. */
    private void awaitWritten() {
        Thread writing = writer.get();
        if (writing == null || closed) {
            return;
        }
        CountDownLatch mark = new CountDownLatch(1);
        marks.add(mark);
        LockSupport.unpark(writing);
        try {
            mark.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    // On the thread that writes

    private void write() {
        try {
            while (!closed || hasWork()) {
                awaitWork();
                gather();
                writeAll();
                tellOfLost();
            }
            store.close();
        } catch (IOException ended) {
            return;
        }
    }

    private boolean hasWork() {
        return queue.size() > 0 || !marks.isEmpty();
    }

    private void awaitWork() {
        // Before it looks: who adds one looks at this afterwards.
        idle = true;
        while (!closed && !hasWork()) {
            LockSupport.park(this);
        }
        idle = false;
    }

    /** When many have come, or somebody waits, there is no wait. */
    private void gather() {
        if (!closed && marks.isEmpty() && queue.size() < BATCH) {
            LockSupport.parkNanos(this, GATHERING.toNanos());
        }
    }

    private void writeAll() {
        List<CountDownLatch> reached = new ArrayList<>();
        for (CountDownLatch mark = marks.poll(); mark != null; mark = marks.poll()) {
            reached.add(mark);
        }
        // After the marks were taken: what came before them is among these.
        List<byte[]> lines = queue.takeAll();
        for (int from = 0; from < lines.size(); from += BATCH) {
            write(lines.subList(from, Math.min(lines.size(), from + BATCH)));
        }
        reached.forEach(CountDownLatch::countDown);
    }

    private void write(List<byte[]> lines) {
        try {
            store.add(lines);
            failing = false;
        } catch (IOException | RuntimeException failed) {
            lost.addAndGet(lines.size());
            if (!failing) {
                failing = true;
                LOG.error(
                        "records-not-written",
                        null,
                        "policy replay will not know of sessions that end now",
                        "failure",
                        failed);
            }
        }
    }

    /** When there is time again, which is after a flood, not for each of it. */
    private void tellOfLost() {
        long now = lost.get();
        if (now > told && queue.size() == 0 && !failing) {
            LOG.warning(
                    "records-lost",
                    null,
                    "policy replay does not know of them",
                    "sessions",
                    now - told);
            told = now;
        }
    }

    /** Writes what waits, at most 5 s. */
    @Override
    public void close() {
        awaitWritten();
        closed = true;
        Thread writing = writer.get();
        if (writing != null) {
            LockSupport.unpark(writing);
        }
    }
}
