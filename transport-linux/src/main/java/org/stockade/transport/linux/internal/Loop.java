package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stockade.log.EventLog;
import org.stockade.transport.BufferPool;

/**
 * One thread that waits for the sockets of its connections and runs their virtual threads.
 *
 * <p>A turn: events are told to wires, which makes threads want to run; each that wanted to when
 * the turn began runs until it waits. Who comes in between runs in the next turn, after the sockets
 * were looked at again, so that no thread keeps the others from theirs.
 */
final class Loop {
    private static final EventLog LOG = EventLog.of("loops");

    /** How often waiters are looked at whose time may have come. */
    private static final int TICK_MILLIS = 200;

    /** Bytes that one thread may move before the others have their turn. */
    private static final int SLICE = 512 * 1024;

    private static final int SCHED_BATCH = 3;

    /** So often, at its end, the loop runs who is still to close and to tell. */
    private static final int LAST_TURNS = 1000;

    final Caller caller = Caller.lasting();
    final BufferPool pool;
    final Pipes pipes = new Pipes(caller);
    private final Epoll epoll;
    private final int wakeup;
    private final Thread thread;
    private final int index;
    private final Descriptors descriptors = new Descriptors();
    private final Consumer<Loop> onDeath;

    /** Who wants to run; touched by this loop alone. */
    private @Nullable Carried first;

    private @Nullable Carried last;

    /** Who was told to by other threads, the latest first. */
    private final AtomicReference<@Nullable Carried> inbox = new AtomicReference<>();

    private final AtomicReference<@Nullable Errand> errands = new AtomicReference<>();
    private final AtomicInteger load = new AtomicInteger();

    /** What is left to do when this turn is over. */
    private final ArrayDeque<Runnable> leftOver = new ArrayDeque<>();

    private volatile boolean asleep;
    private volatile boolean closing;
    private volatile boolean dead;
    private volatile @Nullable Carried running;
    private volatile long turns;
    private long time = System.nanoTime();
    private long ticked = time;
    private int moved;

    /** Work for the loop's own thread. */
    private record Errand(Runnable work, @Nullable Errand next) {}

    Loop(int index, BufferPool pool, Consumer<Loop> onDeath) throws IOException {
        this.index = index;
        this.pool = pool;
        this.onDeath = onDeath;
        epoll = new Epoll(caller);
        wakeup = C.eventfd(caller, 0, Socket.NONBLOCK | Socket.CLOEXEC);
        if (wakeup < 0) {
            String reason = caller.reason();
            epoll.close(caller);
            throw new IOException("no eventfd: " + reason);
        }
        epoll.add(caller, wakeup, Epoll.IN | Epoll.EDGE);
        thread =
                Thread.ofPlatform()
                        .daemon(true)
                        .name("stockade-loop-" + index)
                        .unstarted(this::live);
    }

    void start() {
        thread.start();
    }

    int index() {
        return index;
    }

    /** Whether the calling code, in whatever thread, runs on this loop. */
    boolean isHere() {
        return Carriers.current() == thread;
    }

    // Who wants to run

    /** From any thread. */
    void enqueue(Carried ready) {
        if (isHere()) {
            append(ready);
            return;
        }
        if (!ready.entersInbox()) {
            return;
        }
        Carried before;
        do {
            before = inbox.get();
            ready.nextIn = before;
        } while (!inbox.compareAndSet(before, ready));
        if (dead) {
            runElsewhere();
        } else {
            wake();
        }
    }

    /** The loop has ended: who wakes up all the same finds its endpoints closed, and ends. */
    private void runElsewhere() {
        Carried at = inbox.getAndSet(null);
        while (at != null) {
            Carried next = at.nextIn;
            at.leftInbox();
            ForkJoinPool.commonPool().execute(at::run);
            at = next;
        }
    }

    private void append(Carried ready) {
        if (ready.queued) {
            return;
        }
        ready.queued = true;
        ready.next = null;
        Carried before = last;
        if (before == null) {
            first = ready;
        } else {
            before.next = ready;
        }
        last = ready;
    }

    /** Does something on the loop's thread, at once if this is it; must not wait. */
    void run(Runnable work) {
        if (isHere() || dead) {
            work.run();
            return;
        }
        Errand before;
        do {
            before = errands.get();
        } while (!errands.compareAndSet(before, new Errand(work, before)));
        wake();
    }

    /** Does something when this turn is over; it must not wait. On the loop alone. */
    void afterTurn(Runnable work) {
        leftOver.add(work);
    }

    /** A system call only if the loop sleeps, and nobody else has woken it. */
    private void wake() {
        if (asleep) {
            asleep = false;
            Caller here = isHere() ? caller : Caller.passing();
            here.scratch.set(ValueLayout.JAVA_LONG, 0, 1);
            C.write(here, wakeup, here.scratch.address(), Long.BYTES);
        }
    }

    // Descriptors

    void register(int fd, int interest, Pollable wire) throws IOException {
        Caller by = isHere() ? caller : Caller.passing();
        descriptors.put(fd, wire);
        try {
            epoll.add(by, fd, interest);
        } catch (IOException full) {
            descriptors.remove(fd);
            throw full;
        }
    }

    /** Before the descriptor is closed, which ends its registration. */
    void forget(int fd) {
        descriptors.remove(fd);
    }

    /** Ends the registration of a descriptor that stays open. */
    void unregister(int fd) {
        descriptors.remove(fd);
        epoll.remove(caller, fd);
    }

    /** Wants no events of it for a while; it is ticked all the same. */
    void mute(int fd) {
        epoll.remove(caller, fd);
    }

    /** Wants them again. */
    void unmute(int fd, int interest) throws IOException {
        epoll.add(caller, fd, interest);
    }

    /** One connection more, or one less, lives here. */
    void load(int change) {
        load.addAndGet(change);
    }

    /** How many connections live here. */
    int load() {
        return load.get();
    }

    /** Counts bytes moved by the thread that runs now; whether it should let others run. */
    boolean hasMoved(int count) {
        moved += count;
        return moved > SLICE;
    }

    // The thread

    private void live() {
        try {
            preemptNobody();
            while (!closing) {
                turn();
            }
        } catch (Throwable fatal) {
            LOG.error(
                    "died",
                    null,
                    "an event loop cannot go on, and with it a share of all sessions; the firewall ends",
                    "loop",
                    index,
                    "failure",
                    fatal);
            onDeath.accept(this);
        } finally {
            windUp();
        }
    }

    /**
     * A loop that wakes up does not push aside whoever runs on its processor: as a rule that is a
     * peer who is about to send more, and a loop that finds more at once sleeps less often (a tenth
     * of the CPU of a request, measured). The scheduler's policy SCHED_BATCH, sched(7); a kernel
     * that refuses it changes nothing.
     */
    private void preemptNobody() {
        caller.scratch.set(ValueLayout.JAVA_INT, 0, 0);
        C.schedSetscheduler(caller, 0, SCHED_BATCH, caller.scratch.address());
    }

    /** Nobody may wait for ever for a loop that is no more: all are woken, and run to their end. */
    private void windUp() {
        descriptors.forEach(Pollable::abandon);
        for (int round = 0; round < LAST_TURNS && (round == 0 || first != null); round++) {
            try {
                takeIn();
                runAll();
                finishTurn();
            } catch (RuntimeException | Error broken) {
                LOG.error("died", null, "and could not end in order", "failure", broken);
            }
        }
        dead = true;
        for (Carried left = first; left != null; ) {
            Carried next = left.next;
            ForkJoinPool.commonPool().execute(left::run);
            left = next;
        }
        first = null;
        runElsewhere();
        close();
    }

    private void turn() throws IOException {
        boolean idle = first == null;
        if (idle) {
            asleep = true;
            idle = inbox.get() == null && errands.get() == null && !closing;
        }
        int found = epoll.await(caller, idle ? TICK_MILLIS : 0);
        asleep = false;
        time = System.nanoTime();
        turns++;
        for (int i = 0; i < found; i++) {
            Pollable told = descriptors.get(epoll.descriptor(i));
            if (told != null) {
                told.ready(epoll.events(i));
            }
        }
        tick();
        takeIn();
        runAll();
        finishTurn();
    }

    private void finishTurn() {
        Runnable left = leftOver.poll();
        while (left != null) {
            left.run();
            left = leftOver.poll();
        }
    }

    private void tick() {
        long now = time;
        if (now - ticked >= TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
            ticked = now;
            descriptors.forEach(each -> each.tick(now));
        }
    }

    /** Takes what other threads have brought, in the order in which they did. */
    private void takeIn() {
        if (errands.get() != null) {
            Errand inTurn = reversed(errands.getAndSet(null));
            for (; inTurn != null; inTurn = inTurn.next) {
                inTurn.work.run();
            }
        }
        Carried inOrder = inbox.get() == null ? null : Carried.inOrder(inbox.getAndSet(null));
        while (inOrder != null) {
            Carried next = inOrder.nextIn;
            inOrder.leftInbox();
            append(inOrder);
            inOrder = next;
        }
    }

    private static @Nullable Errand reversed(@Nullable Errand latest) {
        Errand inOrder = null;
        for (Errand at = latest; at != null; at = at.next) {
            inOrder = new Errand(at.work, inOrder);
        }
        return inOrder;
    }

    /** Runs those that want to now, but not those that come meanwhile. */
    private void runAll() {
        Carried lastOfThisTurn = last;
        while (first != null) {
            Carried next = takeFirst(first);
            moved = 0;
            running = next;
            next.run();
            if (next == lastOfThisTurn) {
                break;
            }
        }
        running = null;
    }

    private Carried takeFirst(Carried taken) {
        first = taken.next;
        taken.queued = false;
        if (first == null) {
            last = null;
        }
        // One that has ended may be kept, by a framework for one; not all that came after it.
        taken.next = null;
        return taken;
    }

    // For others

    /** When this turn began; for other threads the time itself. */
    long now() {
        return isHere() ? time : System.nanoTime();
    }

    /** Goes up with each turn. */
    long turns() {
        return turns;
    }

    /** Whom the loop carries at this moment. */
    @Nullable Thread carried() {
        Carried now = running;
        return now == null ? null : now.thread();
    }

    Thread thread() {
        return thread;
    }

    /** Ends the loop; resets the connections that are left. From any thread. */
    void end() {
        closing = true;
        asleep = true;
        wake();
    }

    /** Instead of {@link #start}: it never ran. */
    void discard() {
        close();
    }

    private void close() {
        pipes.close();
        C.close(caller, wakeup);
        epoll.close(caller);
    }
}
