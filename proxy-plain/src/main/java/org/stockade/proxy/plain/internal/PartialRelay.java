package org.stockade.proxy.plain.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Fork;

/** Passes on one direction or none; what comes the other way is read and thrown away. */
final class PartialRelay {
    /** Its limits are those of the session. */
    private static final Duration FOR_EVER = Duration.ofDays(100_000);

    /** More than any datagram has. */
    private static final int ROOM = 65_536;

    private final StackedSession session;
    private final PlainSettings settings;
    private final AtomicReference<@Nullable IOException> first = new AtomicReference<>();

    /** One direction has ended both: what the other one meets now is that. */
    private volatile boolean over;

    PartialRelay(StackedSession session, PlainSettings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** Returns when both directions have ended; throws the failure that ended them. */
    void run(Endpoint client, Endpoint server) throws IOException {
        Fork<@Nullable Void> back =
                session.fork(
                        "back",
                        () -> {
                            move(server, client, settings.copyToClient());
                            return null;
                        });
        move(client, server, settings.copyToServer());
        back.join(FOR_EVER);
        IOException failed = first.get();
        if (failed != null) {
            throw failed;
        }
    }

    private void move(Endpoint from, Endpoint to, boolean copied) {
        try {
            if (copied) {
                from.transferTo(to, Long.MAX_VALUE);
            } else if (from instanceof DatagramEndpoint datagrams) {
                discardDatagrams(datagrams);
            } else {
                discard(from);
            }
            to.endOutput();
            if (!settings.shutdownSoft()) {
                // The other direction finds its end here too.
                over = true;
                to.close();
                from.close();
            }
        } catch (IOException broken) {
            boolean ended = over && broken instanceof EndpointClosedException;
            if (!ended && first.compareAndSet(null, broken)) {
                from.abort();
                to.abort();
            }
        }
    }

    private static void discard(Endpoint from) throws IOException {
        while (from.fill()) {
            from.consume(from.unread().remaining());
        }
    }

    private static void discardDatagrams(DatagramEndpoint from) throws IOException {
        ByteBuffer scrap = ByteBuffer.allocate(ROOM);
        while (from.await(FOR_EVER) != Readiness.FINISH) {
            from.read(scrap.clear());
        }
    }
}
