package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.stockade.log.EventLog;

/**
 * A platform thread that waits for many sockets and wakes the threads that wait for one.
 *
 * <p>A waiter adds its interest; the poller drops it before it wakes the waiter, so that a socket
 * whose thread is busy costs nothing.
 */
final class Poller implements AutoCloseable {
    private static final EventLog LOG = EventLog.of("core");

    private final Selector selector;
    private final Thread thread;

    /** Whether the thread is waiting, or about to, and has not been woken yet. */
    private final AtomicBoolean asleep = new AtomicBoolean();

    Poller(String name) throws IOException {
        selector = Selector.open();
        thread = Thread.ofPlatform().daemon(true).name(name).start(this::run);
    }

    /** Registers a channel with no interest yet. */
    SelectionKey register(SocketChannel channel, SocketWire wire) throws ClosedChannelException {
        return channel.register(selector, 0, wire);
    }

    /** A key has changed. Wakes the thread only if it is not on its way to look anyhow. */
    void changed() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    private void run() {
        while (selector.isOpen()) {
            try {
                // What changed before this line is seen by the select, what changes after it wakes
                // it.
                asleep.set(true);
                selector.select(Poller::ready);
                asleep.set(false);
            } catch (ClosedSelectorException closed) {
                return;
            } catch (IOException | RuntimeException e) {
                // Every session of the process depends on this thread: it must not end, nor spin.
                LOG.error("poller-failed", null, "waiting for sockets failed", "error", e);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    private static void ready(SelectionKey key) {
        try {
            int operations = key.readyOps();
            key.interestOpsAnd(~operations);
            ((SocketWire) key.attachment()).ready(operations);
        } catch (CancelledKeyException closed) {
            // Whoever closed it has woken the waiters.
        }
    }

    /** Ends the thread; resets the connections that were ever waited for here. */
    @Override
    public void close() throws IOException {
        if (!selector.isOpen()) {
            return;
        }
        for (SelectionKey key : selector.keys()) {
            ((SocketWire) key.attachment()).abandon();
        }
        selector.close();
    }
}
