package org.stockade.engine.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.stockade.endpoint.Endpoint;
import org.stockade.log.EventLog;
import org.stockade.session.StackedSession.Wish;

/** Every connection from its accept to its end notice, and what is asked of all of them. */
final class Connections {
    /** Open connections of all listeners together. */
    private static final int MOST = 50_000;

    private static final String STOPPED = "the firewall was stopped";

    private static final EventLog LOG = EventLog.of("core");

    private final Engine engine;
    private final Set<SessionRun> live = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();

    /** What a drain has asked of every session, those included that are just starting. */
    private volatile Wish asked = Wish.GO_ON;

    Connections(Engine engine) {
        this.engine = engine;
    }

    /** On the accepting thread: starts the session's own. {@code false}: there are too many. */
    boolean begin(Listener listener, Endpoint client) {
        int before = open.getAndUpdate(now -> now < MOST ? now + 1 : now);
        if (before >= MOST) {
            return false;
        }
        try {
            engine.transport()
                    .start(
                            Optional.of(client),
                            "session-" + listener.name(),
                            () -> serve(listener, client));
        } catch (RuntimeException | Error noThread) {
            turnAway(listener, client);
            LOG.error(
                    "session-not-started",
                    null,
                    "the connection is reset",
                    "listener",
                    listener.name(),
                    "client",
                    client.remote(),
                    "failure",
                    Stacks.said(noThread));
        }
        return true;
    }

    /** A connection that never became a session. */
    private void turnAway(Listener listener, Endpoint client) {
        client.abort();
        listener.release();
        open.decrementAndGet();
    }

    private void serve(Listener listener, Endpoint client) {
        // Otherwise its policy has come to nothing, or the firewall was stopped meanwhile.
        if (!listener.awaitCommitted() || !engine.hasPolicy()) {
            turnAway(listener, client);
            return;
        }
        SessionRun run = new SessionRun(engine, engine.retained(), listener, client);
        live.add(run);
        // After it is seen by a drain, or before that asked: one of them tells it.
        switch (asked) {
            case GO_ON -> {}
            case FINISH -> run.drain();
            case END -> run.kill(STOPPED);
        }
        run.run();
    }

    /** The end notice of a session, after everything of it was given back. */
    void ended(SessionRun run) {
        live.remove(run);
        try {
            LOG.info("summary", run.master(), "Connection summary", run.summary().namesAndValues());
        } finally {
            open.decrementAndGet();
        }
    }

    /** The sessions that live now. */
    Collection<SessionRun> live() {
        return new ArrayList<>(live);
    }

    /** After a drain: new sessions are welcome again. */
    void goOn() {
        asked = Wish.GO_ON;
    }

    /** Asks all to finish, and ends those that have not done so in time; how many that were. */
    int drain(Duration atMost) {
        asked = Wish.FINISH;
        live.forEach(SessionRun::drain);
        awaitNobody(atMost);
        int left = live.size();
        asked = Wish.END;
        live.forEach(run -> run.kill(STOPPED));
        // Longer than a session that does not return is given.
        awaitNobody(Duration.ofSeconds(6));
        return left;
    }

    private void awaitNobody(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (open.get() > 0 && System.nanoTime() - end < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
