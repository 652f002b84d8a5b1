package org.stockade.testkit.skeletons;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.StackedSession;
import org.stockade.testkit.skeletons.FtpSkeleton.Event;

/** One control connection's reader: a fork that reads a line when it is asked for one. */
final class FtpControl implements AutoCloseable {
    private static final int LINE_LIMIT = 512;
    private static final Pattern HOST_PORT =
            Pattern.compile("(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)");

    private final StackedSession session;
    private final Endpoint from;
    private final BlockingQueue<Event> events;
    private final Function<String, Event> made;
    private final BlockingQueue<Boolean> goOn = new ArrayBlockingQueue<>(2);

    FtpControl(
            StackedSession session,
            Endpoint from,
            BlockingQueue<Event> events,
            Function<String, Event> made) {
        this.session = session;
        this.from = from;
        this.events = events;
        this.made = made;
        session.fork("control", this::read);
    }

    private boolean read() {
        try {
            while (session.take(goOn, session.limit("total")).orElse(false)) {
                String line = from.readLine(LINE_LIMIT);
                if (line == null) {
                    break;
                }
                events.add(made.apply(line));
            }
        } catch (IOException gone) {
            // Told like an end; the endpoint keeps its failure.
        }
        events.add(new Event.Ended());
        return true;
    }

    void askForLine() {
        goOn.add(true);
    }

    @Override
    public void close() {
        goOn.add(false);
    }

    /** The address of PORT or of a 227 reply. */
    static SockAddr hostPort(String line) throws IOException {
        Matcher found = HOST_PORT.matcher(line);
        if (!found.find()) {
            throw new IOException("no address in \"" + line + "\"");
        }
        String ip =
                String.join(".", found.group(1), found.group(2), found.group(3), found.group(4));
        return SockAddr.of(
                ip, Integer.parseInt(found.group(5)) << 8 | Integer.parseInt(found.group(6)));
    }

    static String text(SockAddr address) {
        return address.ip().replace('.', ',')
                + ","
                + (address.port() >> 8)
                + ","
                + (address.port() & 255);
    }
}
