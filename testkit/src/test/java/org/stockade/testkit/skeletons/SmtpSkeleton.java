package org.stockade.testkit.skeletons;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.TlsPlan;
import org.stockade.proxy.Proxy;
import org.stockade.session.Child;
import org.stockade.session.Outcome;
import org.stockade.session.Payload;
import org.stockade.session.Side;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Fork;
import org.stockade.session.Verdict;

/** The shape of an SMTP proxy, RFC 5321: STARTTLS on both sides, and a child for the message. */
final class SmtpSkeleton implements Proxy {
    private static final int LINE_LIMIT = 2048;

    /** What a service's settings say. */
    record Keys(Optional<Child> stackProxy, Duration noopEvery) {}

    private final Keys keys;

    /** Around one whole command and its reply: the main thread and the fork that sends NOOP. */
    private final ReentrantLock speaking = new ReentrantLock();

    SmtpSkeleton(Keys keys) {
        this.keys = keys;
    }

    @Override
    public void run(StackedSession session) throws IOException {
        Endpoint client = session.clientStream();
        Endpoint server = session.connectServer();
        say(client, reply(server));
        for (String line = client.readLine(LINE_LIMIT);
                line != null;
                line = client.readLine(LINE_LIMIT)) {
            switch (line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
                case "STARTTLS" -> startTls(session, client, server);
                case "DATA" -> message(session, client, server);
                case "QUIT" -> {
                    say(client, ask(server, line));
                    return;
                }
                default -> say(client, ask(server, line));
            }
        }
    }

    /** First the server's side, so that a refusal can still be told; only then our 220. */
    private void startTls(StackedSession session, Endpoint client, Endpoint server)
            throws IOException {
        Optional<TlsPlan> near = session.tls(Side.CLIENT);
        Optional<TlsPlan> far = session.tls(Side.SERVER);
        if (near.isEmpty() || far.isEmpty() || client.hasBuffered()) {
            say(client, "454 TLS not available");
            return;
        }
        String answer = ask(server, "STARTTLS");
        if (answer.startsWith("220")) {
            secure(session, server, far.get());
            say(client, "220 Ready to start TLS");
            secure(session, client, near.get());
            // What either side said before is forgotten: here, no state was kept.
            return;
        }
        say(client, answer);
    }

    private static void secure(StackedSession session, Endpoint endpoint, TlsPlan plan)
            throws IOException {
        try (Deadline limit = endpoint.readWithin("TLS handshake", session.limit("handshake"))) {
            endpoint.startTls(plan);
        }
    }

    private void message(StackedSession session, Endpoint client, Endpoint server)
            throws IOException {
        say(client, "354 Go ahead");
        SmtpBody body = new SmtpBody(client, server, speaking);
        Child child = keys.stackProxy().orElseThrow();
        Endpoint from = session.endpoint(body, NOTHING);
        Endpoint to = session.endpoint(into -> -1, body);
        BlockingQueue<Boolean> decided = new ArrayBlockingQueue<>(1);
        Fork<Boolean> noop = session.fork("noop", () -> keepAlive(session, server, body, decided));
        Verdict verdict;
        try {
            verdict =
                    session.stack(
                            child,
                            new Payload.OneWay(
                                    from, to, true, "email", -1, Payload.Hold.UNTIL_VERDICT));
        } finally {
            decided.add(true);
        }
        noop.join(session.limit("response"));
        body.drain();
        switch (verdict) {
            case Verdict.Accept() -> say(client, reply(server));
            case Verdict.Reject(String why) -> refuse(client, server, "550 " + why);
            case Verdict.Drop(String why) -> refuse(client, server, "250 Message accepted");
            case Verdict.Failed(String why) -> refuse(client, server, "451 Try again later");
            case Verdict.Abort(String why) -> session.end(Outcome.ABORTED_BY_POLICY_ACTION, why);
        }
    }

    private boolean keepAlive(
            StackedSession session, Endpoint server, SmtpBody body, BlockingQueue<Boolean> decided)
            throws IOException {
        while (session.take(decided, keys.noopEvery()).isEmpty()
                && session.wish() != StackedSession.Wish.END) {
            speaking.lock();
            try {
                if (!body.hasBegun()) {
                    ask(server, "NOOP");
                }
            } finally {
                speaking.unlock();
            }
        }
        return true;
    }

    private void refuse(Endpoint client, Endpoint server, String told) throws IOException {
        ask(server, "RSET");
        say(client, told);
    }

    private String ask(Endpoint server, String command) throws IOException {
        speaking.lock();
        try {
            say(server, command);
            return reply(server);
        } finally {
            speaking.unlock();
        }
    }

    /** One line; a real proxy reads all of a reply (RFC 5321 section 4.2.1). */
    static String reply(Endpoint server) throws IOException {
        String line = server.readLine(LINE_LIMIT);
        if (line == null) {
            throw new IOException("server " + server.remote() + " ended before its reply");
        }
        return line;
    }

    static void say(Endpoint to, String line) throws IOException {
        to.writeLine(line);
        to.flush();
    }

    private static final ByteSink NOTHING =
            new ByteSink() {
                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    throw new IOException("a child has nothing to say to the client");
                }

                @Override
                public void end() {}
            };
}
