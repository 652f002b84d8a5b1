package org.stockade.engine.internal.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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
    private final LinkedBlockingQueue<Item> queue;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean closed;

    /** Those lost that the log has told of, and whether the last writing failed. */
    private long told;

    private boolean failing;

    /** A session, or somebody who waits until all before him are written. */
    private sealed interface Item {
        record Session(RecordedSession session) implements Item {}

        record Mark(CountDownLatch reached) implements Item {}
    }

    /**
     * What was read.
     *
     * @param unreadable lines that are torn or damaged
     */
    public record Reading(long unreadable) {}

    Recorder(RecordStore store, int mostQueued) {
        this.store = store;
        this.queue = new LinkedBlockingQueue<>(mostQueued);
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

    /** Takes one to be written. Never waits. */
    public void add(RecordedSession session) {
        if (closed || !queue.offer(new Item.Session(session))) {
            lost.incrementAndGet();
        } else if (!begun.get()) {
            begin();
        }
    }

    private void begin() {
        if (begun.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("stockade-records").start(this::write);
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
        if (!begun.get() || closed) {
            return;
        }
        Item.Mark mark = new Item.Mark(new CountDownLatch(1));
        try {
            if (queue.offer(mark, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                mark.reached().await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    // On the thread that writes

    private void write() {
        List<Item> batch = new ArrayList<>();
        try {
            while (!closed || !queue.isEmpty()) {
                batch.add(queue.take());
                gather();
                queue.drainTo(batch, BATCH - 1);
                write(batch);
                batch.clear();
                tellOfLost();
            }
            store.close();
        } catch (IOException | InterruptedException ended) {
            return;
        }
    }

    /** Nobody wakes this wait; when many come, or it is to end, there is none. */
    private void gather() throws InterruptedException {
        if (!closed && queue.size() < BATCH) {
            Thread.sleep(GATHERING);
        }
    }

    private void write(List<Item> batch) {
        List<String> lines = new ArrayList<>();
        List<CountDownLatch> reached = new ArrayList<>();
        for (Item item : batch) {
            switch (item) {
                case Item.Session(RecordedSession session) -> lines.add(RecordLine.of(session));
                case Item.Mark(CountDownLatch latch) -> reached.add(latch);
            }
        }
        try {
            if (!lines.isEmpty()) {
                store.add(lines);
                failing = false;
            }
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
        reached.forEach(CountDownLatch::countDown);
    }

    /** When there is time again, which is after a flood, not for each of it. */
    private void tellOfLost() {
        long now = lost.get();
        if (now > told && queue.isEmpty() && !failing) {
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
        // Wakes it, if nothing else does.
        queue.offer(new Item.Mark(new CountDownLatch(1)));
    }
}
