package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.perloop.LoopCount;
import org.stockade.log.EventLog;
import org.stockade.session.StackedSession;
import org.stockade.transport.BufferedEndpoint;

/**
 * Server connections that stand at a message border and belong to no session. Whoever wants the
 * same server gets the one given back last: it is the least likely to be closed by the server, and
 * the others grow old and go.
 *
 * <p>The stack of each key is immutable and exchanged as a whole, so that there is no lock, and a
 * connection is in it or out of it at every moment. Any thread.
 */
final class ServerPool implements AutoCloseable {
    /** What must be alike for a connection to serve another session. */
    record Key(int loop, String service, SockAddr target, Optional<SockAddr> local) {}

    /** Kept for one key: as many requests at once as one loop has on the way to one server. */
    static final int MOST_OF_KEY = 64;

    /** Kept in all: each is a descriptor, of which small machines have 20,000. */
    static final int MOST = 1024;

    /** Clearly under the 60 to 120 s after which most servers close an idle connection. */
    static final Duration IDLE = Duration.ofSeconds(30);

    private static final EventLog LOG = EventLog.of("core");

    private final ConcurrentMap<Key, Idle> stacks = new ConcurrentHashMap<>();
    private final LoopCount count = new LoopCount(MOST);
    private final LongSupplier clock;
    private volatile boolean closed;

    /**
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    ServerPool(LongSupplier clock) {
        this.clock = clock;
    }

    /** Keeps a connection that nobody uses any more, or closes it where there are enough. */
    void give(Key key, BufferedEndpoint server) {
        if (!count.add(key.loop)) {
            end(server);
        } else if (!push(key, server)) {
            count.remove(key.loop);
            end(server);
        }
        if (closed) {
            // Whoever closed it may have been here before.
            clear();
        }
    }

    private boolean push(Key key, BufferedEndpoint server) {
        long now = clock.getAsLong();
        while (true) {
            Idle top = stacks.get(key);
            Idle next = new Idle(server, now, top);
            if (next.depth > MOST_OF_KEY) {
                return false;
            }
            boolean done =
                    top == null
                            ? stacks.putIfAbsent(key, next) == null
                            : stacks.replace(key, top, next);
            if (done) {
                return true;
            }
        }
    }

    /**
     * The connection given back last of those that still live; it belongs to the caller from now
     * on.
     *
     * @param session for whom, in the log
     */
    Optional<BufferedEndpoint> take(Key key, StackedSession session) {
        for (BufferedEndpoint server = pop(key); server != null; server = pop(key)) {
            if (isSound(server, session)) {
                return Optional.of(server);
            }
            end(server);
        }
        return Optional.empty();
    }

    private @Nullable BufferedEndpoint pop(Key key) {
        while (true) {
            Idle top = stacks.get(key);
            if (top == null) {
                return null;
            }
            Idle below = top.below;
            if (below == null ? stacks.remove(key, top) : stacks.replace(key, top, below)) {
                count.remove(key.loop);
                return top.server;
            }
        }
    }

    /** Bytes that came while nobody had asked for any are no answer to what is asked next. */
    private static boolean isSound(BufferedEndpoint server, StackedSession session) {
        try {
            return !server.isClosed()
                    && switch (server.await(Duration.ZERO)) {
                        case TIME -> true;
                        case END, FINISH -> false;
                        case BYTES -> {
                            LOG.warning(
                                    "server-desync",
                                    session,
                                    "an idle server connection was dropped: bytes came unasked",
                                    "server",
                                    server.remote());
                            server.abort();
                            yield false;
                        }
                    };
        } catch (IOException lost) {
            return false;
        }
    }

    /** Closes those that have been idle for too long. */
    void sweep() {
        long now = clock.getAsLong();
        for (Map.Entry<Key, Idle> stack : stacks.entrySet()) {
            Idle top = stack.getValue();
            Idle kept = top.youngerThan(now, IDLE.toNanos());
            if (kept == null || kept.depth < top.depth) {
                // Where somebody has given or taken meanwhile, the next sweep comes soon.
                replace(stack.getKey(), top, kept);
            }
        }
    }

    /** How many connections are kept. */
    int size() {
        return count.sum();
    }

    /** Closes them all. */
    void clear() {
        stacks.forEach((key, top) -> replace(key, top, null));
    }

    /** Keeps these of a stack and closes the others, if it has not changed meanwhile. */
    private void replace(Key key, Idle top, @Nullable Idle kept) {
        if (kept == null ? stacks.remove(key, top) : stacks.replace(key, top, kept)) {
            int left = kept == null ? 0 : kept.depth;
            count.remove(key.loop, top.depth - left);
            Idle old = top;
            for (int i = 0; old != null; i++, old = old.below) {
                if (i >= left) {
                    end(old.server);
                }
            }
        }
    }

    private static void end(BufferedEndpoint server) {
        server.close();
        server.release();
    }

    /** Closes them all, and later ones when they are given. */
    @Override
    public void close() {
        closed = true;
        clear();
    }

    /** One of a stack; told apart by identity, so that an exchange never meets an older one. */
    private static final class Idle {
        final BufferedEndpoint server;
        final long since;
        final int depth;
        final @Nullable Idle below;

        Idle(BufferedEndpoint server, long since, @Nullable Idle below) {
            this.server = server;
            this.since = since;
            this.below = below;
            this.depth = below == null ? 1 : below.depth + 1;
        }

        /** The upper ones of this stack: the lower ones are older. */
        @Nullable Idle youngerThan(long now, long nanos) {
            if (now - since >= nanos) {
                return null;
            }
            Idle rest = below == null ? null : below.youngerThan(now, nanos);
            return rest == below ? this : new Idle(server, since, rest);
        }
    }
}
