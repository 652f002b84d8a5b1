package org.stockade.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line a record. A thread of its own does the writing, because the JDK's handlers hold a
 * monitor over it, which would stop a carrier of virtual threads each time standard error is slow.
 * While {@value #LONGEST_QUEUE} lines wait, callers wait too: nothing is lost.
 */
final class LineHandler extends Handler implements AutoCloseable {
    private static final int LONGEST_QUEUE = 8192;
    private static final int LONGEST_WRITE = 64 << 10;
    private static final Duration LAST_WRITES = Duration.ofSeconds(2);
    private static final String END = "";

    private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);
    private final LogLine line = new LogLine();
    private final OutputStream out;
    private final Thread writer;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean closed;

    private LineHandler(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().daemon().name("log").unstarted(this::writeAll);
    }

    /** A handler whose thread runs. */
    static LineHandler start(OutputStream out) {
        LineHandler handler = new LineHandler(out);
        handler.writer.start();
        return handler;
    }

    @Override
    public void publish(@Nullable LogRecord record) {
        if (record == null || !isLoggable(record)) {
            return;
        }
        String text = line.of(record);
        if (closed) {
            write(text.getBytes(StandardCharsets.UTF_8));
            return;
        }
        try {
            queue.put(text);
        } catch (InterruptedException interrupted) {
            // A session that is being killed logs its end all the same.
            Thread.currentThread().interrupt();
            if (!queue.offer(text)) {
                write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void writeAll() {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        try {
            while (true) {
                batch.reset();
                @Nullable String next = queue.take();
                while (next != null && !next.isEmpty()) {
                    batch.writeBytes(next.getBytes(StandardCharsets.UTF_8));
                    next = batch.size() < LONGEST_WRITE ? queue.poll() : null;
                }
                write(batch.toByteArray());
                if (next != null) {
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            // by close(), which has waited long enough
        }
    }

    private void write(byte[] bytes) {
        writing.lock();
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException nobodyReads) {
            // There is no place left to say so.
        } finally {
            writing.unlock();
        }
    }

    /** The writer is never behind for long. */
    @Override
    public void flush() {}

    /** Writes what is queued; later records are written by their own threads. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (queue.offer(END, LAST_WRITES.toMillis(), TimeUnit.MILLISECONDS)) {
                writer.join(LAST_WRITES);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        writer.interrupt();
    }
}
