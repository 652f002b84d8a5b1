package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.log.EventLog;
import org.stockade.session.StackedSession.Fork;

/**
 * Moves datagrams both ways between two endpoints, each as a whole, until the session ends. One
 * that is asked to finish does so after a moment: what comes then begins a session anew.
 */
final class DatagramRelay {
    /** How long answers are waited for that may be on their way. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

    private static final EventLog LOG = EventLog.of("core");

    private final NodeWork node;
    private final DatagramEndpoint client;
    private final DatagramEndpoint server;
    private final AtomicReference<@Nullable IOException> first = new AtomicReference<>();

    DatagramRelay(NodeWork node, DatagramEndpoint client, DatagramEndpoint server) {
        this.node = node;
        this.client = client;
        this.server = server;
    }

    /** Returns when the session was asked to finish; throws the failure that ended it before. */
    void run() throws IOException {
        Fork<@Nullable Void> back =
                node.fork(
                        "back",
                        () -> {
                            move(server, client);
                            return null;
                        });
        move(client, server);
        back.join(TimeLimits.NONE);
        IOException failed = first.get();
        if (failed != null) {
            throw failed;
        }
    }

    private void move(DatagramEndpoint from, DatagramEndpoint to) {
        try {
            from.transferTo(to, Long.MAX_VALUE);
            moveLast(from, to);
        } catch (IOException broken) {
            failed(broken);
        } catch (RuntimeException broken) {
            failed(new IOException("moving datagrams failed: " + broken, broken));
        }
    }

    private static void moveLast(DatagramEndpoint from, DatagramEndpoint to) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocate(DatagramEndpoint.LARGEST);
        try (var limit = from.readWithin("last datagrams", LAST_ANSWERS)) {
            while (true) {
                from.read(datagram.clear());
                to.write(datagram.flip());
            }
        } catch (TimeLimitException done) {
            // Nothing tells that no more will come.
            return;
        }
    }

    /** A failure of one direction ends both. */
    private void failed(IOException failure) {
        if (!first.compareAndSet(null, failure)) {
            return;
        }
        if (failure instanceof ConnectionResetException) {
            LOG.info(
                    "datagrams-refused",
                    node.session(),
                    "the session ends",
                    "server",
                    server.remote(),
                    "why",
                    failure.getMessage());
        }
        client.abort();
        server.abort();
    }
}
