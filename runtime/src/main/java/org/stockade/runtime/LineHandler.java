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
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line a record. A thread of its own makes the lines and writes them, because the JDK's
 * handlers hold a monitor over it, which would stop a carrier of virtual threads each time standard
 * error is slow. While {@value #LONGEST_QUEUE} records wait, callers wait too: nothing is lost.
 */
final class LineHandler extends Handler implements AutoCloseable {
    private static final int LONGEST_QUEUE = 8192;
    private static final int LONGEST_WRITE = 64 << 10;
    private static final Duration LAST_WRITES = Duration.ofSeconds(2);

    /**
     * So long it lets records gather: who logs wakes it for the first of them only, and to wake a
     * thread costs more than to log.
     */
    private static final int GATHER_MILLIS = 5;

    private static final LogRecord END = new LogRecord(Level.OFF, "");

    private final LinkedBlockingQueue<LogRecord> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);
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
        if (closed) {
            write(octets(record));
            return;
        }
        try {
            queue.put(record);
        } catch (InterruptedException interrupted) {
            // A session that is being killed logs its end all the same.
            Thread.currentThread().interrupt();
            if (!queue.offer(record)) {
                write(octets(record));
            }
        }
    }

    private byte[] octets(LogRecord record) {
        return line.of(record).getBytes(StandardCharsets.UTF_8);
    }

    private void writeAll() {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        try {
            while (true) {
                batch.reset();
                @Nullable LogRecord next = queue.take();
                if (next != END) {
                    TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
                }
                while (next != null && next != END) {
                    batch.writeBytes(octets(next));
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
