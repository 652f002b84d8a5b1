package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Listening;
import org.stockade.log.EventLog;

/** A listening socket and the platform thread that accepts on it. */
final class SocketListening implements Listening {
    private static final EventLog LOG = EventLog.of("core");
    private static final int BACKLOG = 1024;
    private static final long PAUSE_MILLIS = 100;

    private final ServerSocketChannel channel;
    private final SockAddr local;
    private final Consumer<SocketChannel> accepted;
    private final Consumer<Listening> closed;
    private long quietUntil;

    /**
     * Binds, and accepts from now on.
     *
     * @param accepted is given each connection, on the accepting thread
     * @param closed is told when this is closed
     */
    SocketListening(SockAddr bind, Consumer<SocketChannel> accepted, Consumer<Listening> closed)
            throws IOException {
        this.accepted = accepted;
        this.closed = closed;
        this.channel = open(bind);
        this.local = SockAddr.of((InetSocketAddress) channel.getLocalAddress());
        Thread.ofPlatform().daemon(true).name("stockade-accept-" + local).start(this::run);
    }

    private static ServerSocketChannel open(SockAddr bind) throws IOException {
        ServerSocketChannel opened = null;
        try {
            // The default family is IPv6, which on "::" takes IPv4 connections too.
            opened =
                    bind.isIpv4()
                            ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                            : ServerSocketChannel.open();
            opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return opened.bind(bind.toSocket(), BACKLOG);
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            throw new IOException("cannot listen on " + bind + ": " + reason(e), e);
        }
    }

    static String reason(Exception e) {
        String text = String.valueOf(e.getMessage());
        return e instanceof BindException && text.contains("already in use")
                ? "address already in use"
                : text;
    }

    private void run() {
        while (channel.isOpen()) {
            try {
                accepted.accept(channel.accept());
            } catch (ClosedChannelException ended) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                pause(e);
            }
        }
    }

    /**
     * As a rule the process has no descriptor left: trying again at once would only burn the CPU.
     */
    private void pause(Throwable why) {
        // At the limit accepting works and fails in turns, as often as peers like: one line a
        // minute.
        long now = System.nanoTime();
        if (quietUntil == 0 || now - quietUntil > 0) {
            try {
                LOG.error(
                        "accept-paused",
                        null,
                        "accepting fails; tried again every " + PAUSE_MILLIS + " ms",
                        "listener",
                        local,
                        "error",
                        why);
                quietUntil = now + TimeUnit.MINUTES.toNanos(1);
            } catch (RuntimeException | Error noDescriptorForIt) {
                // The log wants one too. This thread must not end for that; the next try is logged.
            }
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }

    @Override
    public SockAddr local() {
        return local;
    }

    @Override
    public void close() {
        closed.accept(this);
        try {
            channel.close();
        } catch (IOException closedAllTheSame) {
            // Nothing is accepted any more, whatever the kernel says.
        }
    }
}
