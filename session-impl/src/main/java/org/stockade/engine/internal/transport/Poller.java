package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.stockade.log.EventLog;

/**
 * Waits for many sockets, and wakes the threads that wait for one.
 *
 * <p>Two threads take turns. While there is little to do, a platform thread waits in the selector.
 * While there is much, a virtual thread looks at it again and again, without waiting: it runs among
 * those it wakes, on the same carriers, and so no thread of the kernel has to be woken for any of
 * them (a third of the CPU of a relay, measured). A blocking select would hold its carrier; it
 * never does one.
 */
final class Poller implements AutoCloseable {
    private static final EventLog LOG = EventLog.of("core");

    /** How often the virtual thread finds nothing before it leaves the waiting to the other one. */
    private static final int IDLE_TURNS = 4;

    /** How often waiters are looked at whose time may have come. */
    private static final int TICK_MILLIS = 200;

    private final Selector selector;
    private final Queue<Polled> armed = new ConcurrentLinkedQueue<>();
    private final Thread waiting;
    private final Thread looking;

    /** Whether a thread waits in the selector, or is about to, and has not been woken yet. */
    private final AtomicBoolean asleep = new AtomicBoolean();

    /** Whose turn it is. */
    private volatile boolean busy;

    /** How often the virtual thread has looked; it alone counts. */
    private volatile long turns;

    /** When waiters were looked at last. */
    private volatile long ticked = System.nanoTime();

    Poller(String name) throws IOException {
        selector = Selector.open();
        looking = Thread.ofVirtual().name(name + "-busy").unstarted(this::look);
        waiting = Thread.ofPlatform().daemon(true).name(name).unstarted(this::waitForSockets);
        looking.start();
        waiting.start();
    }

    /**
     * Somebody waits for a socket. He never touches the selector himself: its monitors are held by
     * whoever selects, and virtual threads that wait for a monitor were seen to be woken half a
     * minute late.
     */
    void arm(Polled wire) {
        armed.add(wire);
        changed();
        if (!selector.isOpen()) {
            wire.abandon();
        }
    }

    /** Before each look at the selector, on the thread that looks. */
    private void takeIn() {
        for (Polled wire = armed.poll(); wire != null; wire = armed.poll()) {
            wire.armNow();
        }
    }

    /** Registers a channel; on a thread of this. */
    SelectionKey register(SelectableChannel channel, int operations, Polled wire)
            throws ClosedChannelException {
        return channel.register(selector, operations, wire);
    }

    /** A key has changed. Wakes the selector only if nobody is on his way to look at it anyhow. */
    void changed() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    private void waitForSockets() {
        while (selector.isOpen()) {
            try {
                // What changed before this line is seen by the select, what changes after it wakes
                // it.
                asleep.set(true);
                takeIn();
                int found =
                        selector.select(Poller::ready, selector.keys().isEmpty() ? 0 : TICK_MILLIS);
                asleep.set(false);
                tick();
                if (found > 0) {
                    leaveToTheOther();
                }
            } catch (ClosedSelectorException closed) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    /**
     * Waits until the virtual thread has nothing to do any more. It may not get to run at all, when
     * every carrier is busy or held by a thread that waits with a monitor for what only we can tell
     * it: then this thread looks in its place.
     */
    private void leaveToTheOther() throws IOException {
        busy = true;
        LockSupport.unpark(looking);
        long seen = turns;
        while (busy && selector.isOpen()) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
            if (busy && turns == seen) {
                takeIn();
                selector.selectNow(Poller::ready);
                tick();
            }
            seen = turns;
        }
    }

    private void look() {
        while (selector.isOpen()) {
            while (!busy) {
                LockSupport.park(this);
            }
            try {
                for (int idle = 0; idle < IDLE_TURNS; idle++) {
                    // First let those run who were woken: most will want the same thing again.
                    Thread.yield();
                    turns = turns + 1;
                    takeIn();
                    if (selector.selectNow(Poller::ready) > 0) {
                        idle = 0;
                    }
                    tick();
                }
            } catch (ClosedSelectorException closed) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                failed(e);
            } finally {
                busy = false;
                LockSupport.unpark(waiting);
            }
        }
    }

    private void tick() {
        long now = System.nanoTime();
        if (now - ticked < TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
            return;
        }
        ticked = now;
        for (SelectionKey key : selector.keys()) {
            ((Polled) key.attachment()).tick(now);
        }
    }

    /** Every session of the process depends on these threads: they must not end, nor spin. */
    private void failed(Throwable e) {
        LOG.error("poller-failed", null, "waiting for sockets failed", "error", e);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }

    private static void ready(SelectionKey key) {
        try {
            ((Polled) key.attachment()).ready(key);
        } catch (CancelledKeyException closed) {
            // Whoever closed it has woken the waiters.
        }
    }

    /** Ends the threads; resets the connections that were ever waited for here. */
    @Override
    public void close() throws IOException {
        if (!selector.isOpen()) {
            return;
        }
        for (SelectionKey key : selector.keys()) {
            ((Polled) key.attachment()).abandon();
        }
        selector.close();
        for (Polled wire = armed.poll(); wire != null; wire = armed.poll()) {
            wire.abandon();
        }
        // Both look whether it is open before anything else.
        busy = true;
        LockSupport.unpark(looking);
        LockSupport.unpark(waiting);
    }
}
