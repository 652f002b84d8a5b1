package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Fork;

/**
 * The body of one request on its way to the server.
 *
 * <p>What has come whole goes at once; else a fork carries it, and the main thread sees an early
 * answer. The fork reads the client and writes the server, the main thread the other way round.
 * Nobody is cancelled: a body that no one wants any more is read on and thrown away, up to a bound.
 */
final class RequestBody {
    /**
     * A body this small cannot fill the buffers on the way, so writing it needs no second thread.
     */
    private static final int SMALL = 16384;

    /** The rest of a small body is under way as a rule; a fork costs more than such a wait. */
    private static final Duration SOON = Duration.ofMillis(1);

    private static final long MOST_DISCARDED = 1L << 20;
    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofMillis(250);

    private final BodySource source;
    private final BodySink sink;
    private final Endpoint client;
    private final Endpoint server;
    private final ResponseClock clock;
    private @Nullable Fork<Boolean> fork;
    private volatile boolean unwanted;
    private volatile boolean sent;

    private RequestBody(
            BodySource source,
            BodySink sink,
            Endpoint client,
            Endpoint server,
            ResponseClock clock) {
        this.source = source;
        this.sink = sink;
        this.client = client;
        this.server = server;
        this.clock = clock;
    }

    /** Sends the body, or starts a fork that does. */
    static RequestBody start(
            StackedSession session,
            Framing framing,
            HttpPolicy policy,
            Endpoint server,
            ResponseClock clock) {
        Endpoint client = session.clientStream();
        BodySource source =
                BodySource.of(framing, client, policy.longestBody(), policy.longestChunk());
        RequestBody body =
                new RequestBody(source, BodySink.of(framing, server), client, server, clock);
        boolean small = framing instanceof Framing.Length(long octets) && octets <= SMALL;
        if (!small || !body.carryHere()) {
            // What was written so far, the head at least, is not to wait for what the fork reads.
            body.flush();
            body.fork = session.fork("request-body", body::carry);
        }
        return body;
    }

    /** Moves what comes at once; whether that was all. What goes wrong is left to the fork. */
    private boolean carryHere() {
        try {
            while (!source.ended()) {
                if (client.await(SOON) != Endpoint.Readiness.BYTES) {
                    return false;
                }
                ByteBuffer octets = source.next();
                if (octets != null) {
                    int count = octets.remaining();
                    send(octets);
                    source.consume(count);
                }
            }
        } catch (IOException broken) {
            return false;
        }
        clock.restart();
        end();
        return true;
    }

    /** Moves all of it; never throws, so that {@code join} tells only of time. */
    private boolean carry() {
        long discarded = 0;
        source.beforeWaiting(this::flush);
        try {
            for (ByteBuffer octets = source.next(); octets != null; octets = source.next()) {
                int count = octets.remaining();
                send(octets);
                source.consume(count);
                clock.restart();
                if (unwanted && (discarded += count) > MOST_DISCARDED) {
                    return false;
                }
            }
            end();
        } catch (IOException broken) {
            // The client's doing. The main thread waits for an answer that cannot come: wake it.
            server.abort();
        }
        return sent;
    }

    private void send(ByteBuffer octets) {
        if (!unwanted) {
            try {
                sink.write(octets);
            } catch (IOException serverTakesNoMore) {
                // Its answer may be there all the same; the main thread finds out.
                unwanted = true;
            }
        }
    }

    private void flush() {
        if (!unwanted) {
            try {
                server.flush();
            } catch (IOException serverTakesNoMore) {
                unwanted = true;
            }
        }
    }

    private void end() {
        if (!unwanted) {
            try {
                sink.end();
                server.flush();
                sent = true;
            } catch (IOException serverTakesNoMore) {
                unwanted = true;
            }
        }
    }

    /** Whether all of it has come from the client: what follows there is the next request. */
    boolean received() {
        return source.ended();
    }

    /** Whether the client broke it: malformed, cut short, reset. */
    @Nullable IOException clientFailure() {
        return source.failure();
    }

    /** After a whole response: whether the whole request had reached the server, too. */
    boolean settle() throws IOException {
        if (source.ended()) {
            join(GRACE);
        }
        return ended() && sent;
    }

    /**
     * Gives up on it: the server connection is gone, and the client's last bytes are thrown away.
     */
    void quit() throws IOException {
        unwanted = true;
        server.abort();
        if (!join(LINGER)) {
            client.abort();
            join(LINGER);
        }
    }

    /** Whether nothing reads the client any more. */
    boolean ended() {
        Fork<Boolean> running = fork;
        return running == null || running.ended();
    }

    private boolean join(Duration atMost) throws IOException {
        Fork<Boolean> running = fork;
        if (running == null) {
            return true;
        }
        try {
            running.join(atMost);
            return true;
        } catch (TimeLimitException stillAtIt) {
            return false;
        }
    }
}
