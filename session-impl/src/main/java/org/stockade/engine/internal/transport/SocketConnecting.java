package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.transport.BufferPool;
import org.stockade.transport.Connecting;
import org.stockade.transport.Gate;

/** One attempt to connect, with words for everything that can go wrong. */
final class SocketConnecting {
    private final Optional<SockAddr> local;
    private final SockAddr to;
    private final Duration limit;

    SocketConnecting(Optional<SockAddr> local, SockAddr to, Duration limit) {
        this.local = local;
        this.to = to;
        this.limit = limit;
    }

    /** Opens, binds and connects; the channel is non-blocking. */
    SocketWire connect(Poller poller, BufferPool pool) throws IOException {
        SocketChannel channel = open();
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            bind(channel);
            SocketWire wire = new SocketWire(channel, to, poller, pool);
            start(channel, wire);
            wire.readLocal();
            connected = true;
            return wire;
        } finally {
            if (!connected) {
                channel.close();
                poller.changed();
            }
        }
    }

    private SocketChannel open() throws ConnectFailedException {
        try {
            return SocketChannel.open(
                    to.isIpv4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        } catch (IOException | UnsupportedOperationException e) {
            throw ours("cannot be tried: " + e.getMessage());
        }
    }

    private void bind(SocketChannel channel) throws ConnectFailedException {
        if (local.isEmpty()) {
            return;
        }
        SockAddr from = local.get();
        try {
            if (from.port() != 0) {
                // Connections from this port that have ended must not keep it.
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            channel.bind(from.toSocket());
        } catch (BindException e) {
            throw String.valueOf(e.getMessage()).contains("in use") ? taken(from) : notOurs(from);
        } catch (IOException | RuntimeException e) {
            throw ours("cannot be reached from " + from + ": " + e.getMessage());
        }
    }

    private void start(SocketChannel channel, SocketWire wire) throws IOException {
        try {
            if (!channel.connect(to.toSocket())) {
                finish(channel, wire);
            }
        } catch (NoRouteToHostException e) {
            throw failed("is unreachable: " + e.getMessage());
        } catch (ConnectException e) {
            throw named(e);
        } catch (BindException e) {
            // The system found no port for it, or may not use the one that was asked for.
            if (local.isPresent() && local.get().port() != 0) {
                throw taken(local.get());
            }
            throw ours("cannot be reached: " + e.getMessage());
        } catch (ConnectFailedException | EndpointClosedException | ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw failed("cannot be reached: " + e.getMessage());
        }
    }

    private void finish(SocketChannel channel, SocketWire wire) throws IOException {
        Connecting waiting = new Connecting(to, limit, false);
        Gate gate = new Gate();
        try {
            do {
                gate.shut();
                wire.whenConnected(gate);
                waiting.await(gate);
            } while (!channel.finishConnect());
        } finally {
            gate.leave();
        }
    }

    private ConnectFailedException named(ConnectException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("refused")) {
            return failed("refused the connection");
        }
        if (text.contains("timed out")) {
            return new ConnectFailedException("server " + to + " did not answer: " + text, true);
        }
        return failed("is unreachable: " + text);
    }

    private ConnectFailedException taken(SockAddr from) {
        return ConnectFailedException.portTaken(
                "server " + to + " cannot be reached from " + from + ": the port is in use");
    }

    private ConnectFailedException notOurs(SockAddr from) {
        return ours(
                "cannot be reached from "
                        + from
                        + ": no such address here, and one of others needs the loops transport");
    }

    private ConnectFailedException ours(String how) {
        return ConnectFailedException.ours("server " + to + " " + how);
    }

    private ConnectFailedException failed(String how) {
        return new ConnectFailedException("server " + to + " " + how, false);
    }
}
