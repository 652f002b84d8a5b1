package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ConnectionResetException;

/**
 * One direction of a connection in memory: a bounded ring of bytes with an end and a reset. It has
 * a buffer only while there is something in it.
 */
final class Pipe {
    private final ReentrantLock lock = new ReentrantLock();
    private final BufferPool pool;
    private final int capacity;
    private final String name;
    private @Nullable Lease ring;
    private int first;
    private int size;
    private boolean ended;
    private boolean reset;
    private boolean readerGone;
    private @Nullable Gate reader;
    private final GatePair writers = new GatePair();

    /**
     * @param capacity at most {@link BufferPool#LARGEST}
     * @param name for the message of a reset
     */
    Pipe(BufferPool pool, int capacity, String name) {
        this.pool = pool;
        this.capacity = capacity;
        this.name = name;
    }

    /** As {@link Wire#pull}, so many bytes at most. */
    int pull(ByteBuffer into, int atMost) throws IOException {
        lock.lock();
        try {
            if (reset) {
                throw new ConnectionResetException(name + " was reset by the peer");
            }
            Lease from = ring;
            if (size == 0 || from == null) {
                return ended ? -1 : 0;
            }
            int count = Math.min(Math.min(size, atMost), into.remaining());
            int whole = Math.min(count, capacity - first);
            into.put(from.bytes().duplicate().clear().position(first).limit(first + whole));
            into.put(from.bytes().duplicate().clear().limit(count - whole));
            first = (first + count) % capacity;
            size -= count;
            if (size == 0) {
                letGo();
            }
            writers.open();
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link Wire#push}. */
    int push(ByteBuffer from) throws IOException {
        lock.lock();
        try {
            if (reset || readerGone) {
                throw new ConnectionResetException(name + " was reset by the peer");
            }
            int count = Math.min(capacity - size, from.remaining());
            if (count > 0) {
                put(from, count);
            }
            open(reader);
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void put(ByteBuffer from, int count) {
        Lease into = ring;
        if (into == null) {
            into = pool.lease(capacity);
            ring = into;
            first = 0;
        }
        int at = (first + size) % capacity;
        int whole = Math.min(count, capacity - at);
        ByteBuffer bytes = into.bytes();
        bytes.put(at, from, from.position(), whole);
        bytes.put(0, from, from.position() + whole, count - whole);
        from.position(from.position() + count);
        size += count;
    }

    private void letGo() {
        Lease had = ring;
        ring = null;
        size = 0;
        if (had != null) {
            pool.giveBack(had);
        }
    }

    /** The writer will write no more. */
    void end() {
        change(() -> ended = true);
    }

    /** Either side resets: what is in the pipe is lost. */
    void reset() {
        change(
                () -> {
                    reset = true;
                    letGo();
                });
    }

    /** The reader will read no more: writing fails as on a socket that its peer has closed. */
    void readerGone() {
        change(
                () -> {
                    readerGone = true;
                    letGo();
                });
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            open(reader);
            writers.open();
        } finally {
            lock.unlock();
        }
    }

    void whenReadable(Gate gate) {
        lock.lock();
        try {
            reader = gate;
            if (size > 0 || ended || reset) {
                gate.open();
            }
        } finally {
            lock.unlock();
        }
    }

    void whenWritable(Gate gate) {
        lock.lock();
        try {
            writers.add(gate);
            if (size < capacity || reset || readerGone) {
                gate.open();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void open(@Nullable Gate gate) {
        if (gate != null) {
            gate.open();
        }
    }
}
