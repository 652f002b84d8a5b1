package org.stockade.testkit.skeletons;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TlsPlan;
import org.stockade.proxy.Proxy;
import org.stockade.session.Expected;
import org.stockade.session.Side;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Wish;

/**
 * The shape of an FTP proxy, RFC 959: events, and one thread that writes the control connections.
 */
final class FtpSkeleton implements Proxy {
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final PortRange DATA_PORTS = new PortRange(50000, 50999);

    /** What the main thread deals with, one after the other. */
    sealed interface Event {
        record Command(String line) implements Event {}

        record Reply(String line) implements Event {}

        /** A transfer is over; a failure has the reply that tells it. */
        record Transferred(Optional<String> failure) implements Event {}

        record Ended() implements Event {}
    }

    /** Who comes to us for the next transfer, and where we go for it. */
    private record Data(Expected coming, Side goingTo, SockAddr address) {}

    // Two control readers and one transfer have one event each under way: adding never waits.
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(8);
    private @Nullable Data data;
    private boolean transferring;
    private @Nullable String lastReply;
    private Optional<String> failure = Optional.empty();

    @Override
    public void run(StackedSession session) throws IOException {
        Endpoint client = session.clientStream();
        Endpoint server = session.connectServer();
        try (FtpControl commands = new FtpControl(session, client, events, Event.Command::new);
                FtpControl replies = new FtpControl(session, server, events, Event.Reply::new)) {
            replies.askForLine();
            while (session.wish() == Wish.GO_ON) {
                switch (session.take(events, TURN).orElse(null)) {
                    case null -> {}
                    case Event.Ended() -> {
                        return;
                    }
                    case Event.Command(String line) when line.equals("AUTH TLS") -> {
                        secure(session, client);
                        commands.askForLine();
                    }
                    case Event.Command(String line) -> {
                        say(server, prepared(session, line));
                        replies.askForLine();
                    }
                    case Event.Reply(String line) when line.startsWith("1") -> {
                        say(client, line);
                        replies.askForLine();
                    }
                    case Event.Reply(String line) -> {
                        lastReply = line.startsWith("227 ") ? passive(session, line) : line;
                        answer(client, commands);
                    }
                    case Event.Transferred(Optional<String> told) -> {
                        transferring = false;
                        failure = told;
                        answer(client, commands);
                    }
                }
            }
        }
    }

    /** A transfer's last reply waits for both: the server's word and our own end. */
    private void answer(Endpoint client, FtpControl commands) throws IOException {
        String reply = lastReply;
        if (reply != null && !transferring) {
            say(client, failure.orElse(reply));
            lastReply = null;
            failure = Optional.empty();
            commands.askForLine();
        }
    }

    /** Nobody reads now: the next command is asked for when this one was dealt with. */
    private void secure(StackedSession session, Endpoint client) throws IOException {
        Optional<TlsPlan> plan = session.tls(Side.CLIENT);
        if (plan.isEmpty() || client.hasBuffered()) {
            say(client, "534 Not here.");
            return;
        }
        say(client, "234 Go ahead.");
        try (Deadline limit = client.readWithin("TLS handshake", session.limit("handshake"))) {
            client.startTls(plan.get());
        }
    }

    /** What the server is told; a transfer starts before it, because its peers do not wait. */
    private String prepared(StackedSession session, String line) throws IOException {
        String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        if (verb.equals("PORT")) {
            SockAddr server = session.serverAddress().orElseThrow().withPort(0);
            Expected coming = session.expect(Side.SERVER, DATA_PORTS, server);
            data = new Data(coming, Side.CLIENT, FtpControl.hostPort(line));
            return "PORT " + FtpControl.text(coming.address());
        }
        Data prepared = data;
        if (prepared != null && (verb.equals("RETR") || verb.equals("STOR"))) {
            data = null;
            transferring = true;
            session.fork(
                    "transfer",
                    () -> {
                        events.add(transfer(session, prepared, verb.equals("STOR")));
                        return true;
                    });
        }
        return line;
    }

    private String passive(StackedSession session, String reply) throws IOException {
        SockAddr client = session.clientAddress().orElseThrow().withPort(0);
        Expected coming = session.expect(Side.CLIENT, DATA_PORTS, client);
        data = new Data(coming, Side.SERVER, FtpControl.hostPort(reply));
        return "227 Entering Passive Mode (" + FtpControl.text(coming.address()) + ").";
    }

    private static Event transfer(StackedSession session, Data data, boolean up) {
        try (Endpoint going =
                        session.connectSecondary(data.goingTo(), Optional.empty(), data.address());
                Endpoint came = data.coming().accept(session.limit("connect"))) {
            boolean fromComing = up == (data.goingTo() == Side.SERVER);
            Endpoint from = fromComing ? came : going;
            Endpoint to = fromComing ? going : came;
            from.transferTo(to, Long.MAX_VALUE);
            to.endOutput();
            return new Event.Transferred(Optional.empty());
        } catch (IOException failed) {
            data.coming().close();
            return new Event.Transferred(Optional.of("425 No data connection."));
        }
    }

    private static void say(Endpoint to, String line) throws IOException {
        to.writeLine(line);
        to.flush();
    }
}
