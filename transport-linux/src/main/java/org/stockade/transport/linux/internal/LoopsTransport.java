package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.log.EventLog;
import org.stockade.transport.BufferPool;

/**
 * Event loops that carry the virtual threads of their own connections: a client, its server and its
 * proxy stay on one core, and to wake one of them is to put it into a queue.
 */
public final class LoopsTransport implements Transport {
    private static final EventLog LOG = EventLog.of("loops");

    /** Buffers kept for reuse, in all: those of 2,000 endpoints at work. */
    private static final long KEPT_BYTES = 32L * 1024 * 1024;

    private final List<Loop> loops = new ArrayList<>();
    private final Set<Listening> listening = ConcurrentHashMap.newKeySet();
    private final Watchdog watchdog;

    /**
     * Starts the loops.
     *
     * @param onDeath is told when a loop cannot go on
     */
    public LoopsTransport(int count, Runnable onDeath) throws IOException {
        Carriers.check();
        boolean started = false;
        try {
            for (int i = 0; i < count; i++) {
                loops.add(new Loop(i, new BufferPool(KEPT_BYTES / count), loop -> onDeath.run()));
            }
            started = true;
        } finally {
            if (!started) {
                loops.forEach(Loop::discard);
            }
        }
        loops.forEach(Loop::start);
        watchdog = new Watchdog(loops);
    }

    @Override
    public String name() {
        return "loops";
    }

    /** Where the endpoints of a loop have their buffers from. */
    public BufferPool buffers(int loop) {
        return loops.get(loop).pool;
    }

    @Override
    public int loops() {
        return loops.size();
    }

    @Override
    public int loopOf(Endpoint endpoint) {
        return endpoint instanceof LinuxEndpoint ours ? ours.loop().index() : 0;
    }

    @Override
    public List<Turn> turns() {
        List<Turn> now = new ArrayList<>(loops.size());
        for (Loop each : loops) {
            // First: a turn that ends in between shows as one that has just begun.
            Thread carried = each.carried();
            if (carried != null) {
                now.add(new Turn(each.index(), each.turns(), carried));
            }
        }
        return now;
    }

    @Override
    public boolean showsTurns() {
        return true;
    }

    @Override
    public Listening listen(SockAddr bind, Consumer<Endpoint> accepted) throws IOException {
        return listen(bind, Interception.NONE, accepted);
    }

    @Override
    public Optional<String> missing(Interception how) {
        return Interceptor.missing(how);
    }

    @Override
    public Listening listen(SockAddr bind, Interception how, Consumer<Endpoint> accepted)
            throws IOException {
        LinuxListening opened =
                new LinuxListening(bind, how, loops, this::place, accepted, listening::remove);
        listening.add(opened);
        return opened;
    }

    /** The loop that accepted, unless another one has clearly less to do. */
    private Loop place(Loop accepting) {
        Loop least = leastLoaded();
        return accepting.load() - least.load() < 2 && !watchdog.isStuck(accepting)
                ? accepting
                : least;
    }

    private Loop leastLoaded() {
        Loop least = loops.getFirst();
        for (Loop each : loops) {
            if (each.load() < least.load() && !watchdog.isStuck(each) || watchdog.isStuck(least)) {
                least = each;
            }
        }
        return least;
    }

    /** The loop that runs the calling thread, else any. */
    private Loop here() {
        Thread carrier = Carriers.current();
        for (Loop each : loops) {
            if (each.thread() == carrier) {
                return each;
            }
        }
        return leastLoaded();
    }

    @Override
    public Endpoint connect(Optional<SockAddr> local, SockAddr to, Duration limit)
            throws IOException {
        return new LinuxEndpoint(new LinuxConnecting(here(), local, to, limit).connect());
    }

    @Override
    public Thread start(Optional<Endpoint> near, String name, Runnable work) {
        Loop loop =
                near.isPresent() && near.get() instanceof LinuxEndpoint ours ? ours.loop() : here();
        return Carried.start(loop, name, LoopsTransport::died, work);
    }

    private static void died(Thread thread, Throwable why) {
        LOG.error("thread-died", null, "a thread ended unexpectedly", "thread", thread, "why", why);
    }

    @Override
    public void close() {
        watchdog.close();
        for (Listening one : listening) {
            one.close();
        }
        loops.forEach(Loop::end);
    }
}
