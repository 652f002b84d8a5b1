package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Endpoint;
import org.stockade.engine.internal.record.Datagrams;
import org.stockade.engine.internal.record.Traffic;
import org.stockade.transport.BufferedEndpoint;
import org.stockade.transport.Holding;

/**
 * The endpoints of one session, and the bytes that went through those it has no more. What it has
 * when it begins to end it keeps, and ends: none of them gets into another session's hands.
 */
final class SessionEndpoints {
    /** A peer has this long to take what was written last. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(30);

    private final Endpoint client;

    /** Changed under the monitor, within which nothing waits; each list is for ever as it is. */
    private volatile @Nullable Held open;

    private long serverReceived;
    private long serverSent;
    private Datagrams datagrams = Datagrams.NONE;
    private boolean ending;

    SessionEndpoints(Endpoint client) {
        this.client = client;
    }

    /**
     * Adds one.
     *
     * @param key under which another session may have it; {@code null}: none may
     * @param load counts it as long as it is here; {@code null}: it is not counted
     */
    synchronized void add(
            Endpoint endpoint, ServerPool.@Nullable Key key, @Nullable AtomicInteger load) {
        settleClosed();
        open = new Held(endpoint, false, key, load, endpoint.received(), endpoint.sent(), open);
        if (load != null && !ending) {
            load.incrementAndGet();
        }
    }

    /** Adds one that leads to another node of this session: it ends with it and counts nowhere. */
    synchronized void addInner(Endpoint endpoint) {
        settleClosed();
        open = new Held(endpoint, true, null, null, 0, 0, open);
    }

    /** Whether another session may have it after this one. */
    boolean isShared(Endpoint endpoint) {
        Held found = find(endpoint);
        return found != null && found.key != null;
    }

    /** Whether this session has it. */
    boolean has(Endpoint endpoint) {
        return find(endpoint) != null;
    }

    private @Nullable Held find(Endpoint endpoint) {
        Held at = open;
        while (at != null && at.endpoint != endpoint) {
            at = at.next;
        }
        return at;
    }

    /**
     * Lets go of one that another session may have, for ever: empty if it may not, is not here, or
     * this session is ending.
     */
    synchronized Optional<ServerPool.Key> part(Endpoint endpoint) {
        Held found = find(endpoint);
        if (found == null || found.key == null || ending) {
            return Optional.empty();
        }
        remove(found);
        return Optional.of(found.key);
    }

    /** How many have not been closed, of those that lead out of this process. */
    synchronized int count() {
        settleClosed();
        int count = 0;
        for (Held at = open; at != null; at = at.next) {
            count += at.inner ? 0 : 1;
        }
        return count;
    }

    /** Bytes of buffers that they hold; a look while they work. */
    long held() {
        long held = 0;
        for (Held at = open; at != null; at = at.next) {
            held += at.endpoint instanceof Holding buffered ? buffered.held() : 0;
        }
        return held;
    }

    void abort() {
        for (Held at = last(); at != null; at = at.next) {
            at.endpoint.abort();
        }
    }

    void close() {
        for (Held at = last(); at != null; at = at.next) {
            at.endpoint.close();
        }
    }

    /** All that it has, and from now on keeps. */
    private synchronized @Nullable Held last() {
        for (Held at = open; at != null && !ending; at = at.next) {
            at.unload();
        }
        ending = true;
        return open;
    }

    /**
     * Sends what a proxy has written and not flushed: closing does not wait, and would have to
     * reset what does not go at once.
     */
    void flush() {
        for (Held at = open; at != null; at = at.next) {
            try (var limit = at.endpoint.writeWithin("last output", LAST_OUTPUT)) {
                at.endpoint.flush();
            } catch (IOException gone) {
                // Closing will find out, and show the peer a reset.
                continue;
            }
        }
    }

    /** Wakes who waits in {@code await}. */
    void nudge() {
        for (Held at = open; at != null; at = at.next) {
            at.endpoint.nudge();
        }
    }

    /** Forgets what was closed. */
    private void settleClosed() {
        for (Held at = open; at != null; at = at.next) {
            if (at.endpoint != client && at.endpoint.isClosed()) {
                remove(at);
            }
        }
    }

    /** Takes the byte counts of a server's or secondary endpoint that is done with. */
    private void remove(Held gone) {
        open = Held.without(open, gone);
        if (!ending) {
            gone.unload();
        }
        if (gone.endpoint != client && !gone.inner) {
            serverReceived += gone.endpoint.received() - gone.receivedBefore;
            serverSent += gone.endpoint.sent() - gone.sentBefore;
            datagrams = with(datagrams, gone.endpoint);
        }
    }

    private static Datagrams with(Datagrams before, Endpoint server) {
        return server instanceof DatagramEndpoint each
                ? before.withServer(
                        each.datagramsReceived(), each.datagramsSent(), each.datagramsLost())
                : before;
    }

    /** Gives back the buffers; no thread may use them any more. */
    void release() {
        for (Held at = open; at != null; at = at.next) {
            if (at.endpoint instanceof Holding buffered) {
                buffered.release();
            }
        }
    }

    /** What has gone through so far. */
    synchronized Traffic traffic(int secondaries) {
        Datagrams moved =
                client instanceof DatagramEndpoint spoken
                        ? new Datagrams(
                                spoken.datagramsReceived(),
                                spoken.datagramsSent(),
                                datagrams.serverReceived(),
                                datagrams.serverSent(),
                                datagrams.lost() + spoken.datagramsLost())
                        : datagrams;
        long received = serverReceived;
        long sent = serverSent;
        for (Held at = open; at != null; at = at.next) {
            if (at.endpoint != client && !at.inner) {
                received += at.endpoint.received() - at.receivedBefore;
                sent += at.endpoint.sent() - at.sentBefore;
                moved = with(moved, at.endpoint);
            }
        }
        return new Traffic(client.received(), client.sent(), received, sent, moved, secondaries);
    }

    /** One of them, with what had gone through before it came here. */
    private record Held(
            Endpoint endpoint,
            boolean inner,
            ServerPool.@Nullable Key key,
            @Nullable AtomicInteger load,
            long receivedBefore,
            long sentBefore,
            @Nullable Held next) {
        void unload() {
            if (load != null) {
                load.decrementAndGet();
            }
        }

        static @Nullable Held without(@Nullable Held list, Held gone) {
            return list == null || list == gone
                    ? gone.next
                    : new Held(
                            list.endpoint,
                            list.inner,
                            list.key,
                            list.load,
                            list.receivedBefore,
                            list.sentBefore,
                            without(list.next, gone));
        }
    }

    /** Whether another session could go on with a server connection; sends what is left to send. */
    static boolean isAtRest(BufferedEndpoint server) {
        try {
            // What one session has written must not go in front of what the next one writes.
            server.flush();
            return server.isReusable();
        } catch (IOException lost) {
            return false;
        }
    }
}
