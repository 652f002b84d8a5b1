package org.stockade.engine.internal.detect;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stockade.detect.Detector;
import org.stockade.endpoint.Endpoint;
import org.stockade.session.Side;

/** One look at a client's first bytes, which stay unread for whoever serves it. For one thread. */
public final class Peek {
    /** For all of it together, however slowly the bytes come. */
    public static final Duration LIMIT = Duration.ofSeconds(5);

    /**
     * When so many bytes of the client are there no more are waited for. What comes at once is at
     * most as many again, so that all of it can be put back.
     */
    public static final int ENOUGH = 16 * 1024;

    /** Likewise of the server, whose bytes nobody needs afterwards. */
    public static final int ENOUGH_OF_SERVER = 64 * 1024;

    /** Each piece is a look at all bytes so far: who sends more gets no more looks. */
    public static final int MOST_PIECES = 1_000;

    /** How long one side is waited for before it is the other's turn. */
    private static final Duration TURN = Duration.ofMillis(25);

    private final Collection<Detector> detectors;
    private final Duration limit;
    private final ServerSide server;
    private long until;
    private boolean tried;
    private @Nullable PeekedSide other;

    /** Connects to the server where a detector needs one; asked once at most. */
    @FunctionalInterface
    public interface ServerSide {
        /** No server can be asked. */
        ServerSide NONE = left -> null;

        /**
         * A connection of its own, which the caller closes; {@code null}: there is none.
         *
         * @param left longest wait
         */
        @Nullable Endpoint connect(Duration left);
    }

    /** For clients alone. */
    public Peek(Collection<Detector> detectors, Duration limit) {
        this(detectors, limit, ServerSide.NONE);
    }

    /**
     * @param detectors asked in this order after each piece
     * @param limit longest wait for all pieces together
     */
    public Peek(Collection<Detector> detectors, Duration limit, ServerSide server) {
        this.detectors = detectors;
        this.limit = limit;
        this.server = server;
    }

    /**
     * Waits until a detector knows, all have declined, or a limit is reached.
     *
     * @return by what names rules may call it; empty too where the client has ended its output or
     *     the session is asked to finish
     */
    public List<String> at(Endpoint client) throws IOException {
        until = System.nanoTime() + limit.toNanos();
        boolean first = detectors.stream().anyMatch(Detector::serverFirst);
        PeekedSide seen = new PeekedSide(client, ENOUGH);
        Looks looks = new Looks(detectors);
        if (first) {
            connect(looks);
        }
        try {
            while (looks.isOpen() && (seen.isOpen() || other != null) && !left().isZero()) {
                if (seen.isOpen() && seen.more(turn())) {
                    looks.at(Side.CLIENT, seen.soFar());
                }
                if (looks.copied() > 0) {
                    connect(looks);
                }
                if (looks.isOpen()) {
                    server(looks, seen);
                }
            }
        } finally {
            client.pushBack(seen.soFar());
            if (other != null) {
                other.endpoint().close();
            }
        }
        return looks.names();
    }

    private void connect(Looks looks) {
        if (tried) {
            return;
        }
        tried = true;
        Endpoint made = server.connect(left());
        if (made == null) {
            looks.noServer();
        } else {
            other = new PeekedSide(made, ENOUGH_OF_SERVER);
        }
    }

    /** Its turn; whatever becomes of it, the client's session goes on. */
    private void server(Looks looks, PeekedSide seen) {
        PeekedSide there = other;
        if (there == null) {
            return;
        }
        try {
            there.send(seen.soFar(), looks.copied());
            if (there.isOpen() && there.more(seen.isOpen() ? turn() : left())) {
                looks.at(Side.SERVER, there.soFar());
            }
        } catch (IOException gone) {
            there.end();
        }
        if (!there.isOpen()) {
            looks.noServer();
            there.endpoint().close();
            other = null;
        }
    }

    private Duration turn() {
        Duration left = left();
        return other == null || left.compareTo(TURN) < 0 ? left : TURN;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }
}
