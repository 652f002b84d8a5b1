package org.stockade.testkit.skeletons;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.proxy.Proxy;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Fork;

/** The shape of an HTTP proxy whose server may answer before it has seen the whole request body. */
final class HttpEarlySkeleton implements Proxy {
    private static final int LINE_LIMIT = 8192;
    private static final int MOST_LINES = 100;

    @Override
    public void run(StackedSession session) throws IOException {
        Endpoint client = session.clientStream();
        // Idle, FINISH and the client's end are found at the border between two messages.
        while (client.await(session.limit("idle")) == Readiness.BYTES) {
            List<String> request = head(client, session);
            Endpoint server = session.connectServer();
            RequestBody body = new RequestBody(client, length(request));
            send(request, server);
            Fork<Boolean> sending = session.fork("body", () -> body.sendTo(server));

            List<String> response = head(server, session);
            boolean early = !sending.ended();
            if (early) {
                // Nobody is cancelled: the rest of the body goes nowhere.
                body.discard();
            }
            send(response, client);
            server.transferTo(client, length(response));
            client.flush();
            boolean whole = sending.join(session.limit("response"));
            if (whole && !early) {
                session.giveBack(server);
            } else {
                server.abort();
            }
        }
    }

    /** The lines of a message up to the empty one. */
    private static List<String> head(Endpoint from, StackedSession session) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Deadline limit = from.readWithin("head", session.limit("head"))) {
            while (lines.size() < MOST_LINES) {
                String line = from.readLine(LINE_LIMIT);
                if (line == null) {
                    throw new IOException(from.remote() + " ended in the middle of a head");
                }
                lines.add(line);
                if (line.isEmpty()) {
                    return lines;
                }
            }
        }
        throw new IOException("head of " + from.remote() + " is over " + MOST_LINES + " lines");
    }

    private static void send(List<String> head, Endpoint to) throws IOException {
        for (String line : head) {
            to.writeLine(line);
        }
        to.flush();
    }

    private static long length(List<String> head) {
        return head.stream()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    /** A request body on its way, whose sink may be exchanged for one that discards. */
    private static final class RequestBody {
        private final Endpoint client;
        private final long length;
        private volatile boolean discarding;

        RequestBody(Endpoint client, long length) {
            this.client = client;
            this.length = length;
        }

        void discard() {
            discarding = true;
        }

        /** On the fork: the client's body is read to its end whatever the server does. */
        boolean sendTo(Endpoint server) throws IOException {
            long left = length;
            while (left > 0 && (client.hasBuffered() || client.fill())) {
                ByteBuffer came = client.unread();
                int count = (int) Math.min(left, came.remaining());
                if (!discarding) {
                    offer(server, came.slice(came.position(), count));
                }
                client.consume(count);
                left -= count;
            }
            return left == 0;
        }

        private void offer(Endpoint server, ByteBuffer bytes) {
            try {
                server.write(bytes);
                server.flush();
            } catch (IOException answeredAndGone) {
                // Its answer may still be on the way to the main thread.
                discard();
            }
        }
    }
}
