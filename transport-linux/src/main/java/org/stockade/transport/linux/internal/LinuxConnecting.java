package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.transport.Connecting;
import org.stockade.transport.Gate;

/** One attempt to connect, with words for everything that can go wrong. */
final class LinuxConnecting {
    private final Loop loop;
    private final Optional<SockAddr> local;
    private final SockAddr to;
    private final Duration limit;

    LinuxConnecting(Loop loop, Optional<SockAddr> local, SockAddr to, Duration limit) {
        this.loop = loop;
        this.local = local;
        this.to = to;
        this.limit = limit;
    }

    /** Opens, binds and connects; waits up to the limit. */
    LinuxWire connect() throws IOException {
        Caller caller = loop.isHere() ? loop.caller : Caller.passing();
        int family =
                to.isIpv4() && local.map(SockAddr::isIpv4).orElse(true)
                        ? Socket.AF_INET
                        : Socket.AF_INET6;
        int fd = open(caller, family);
        LinuxWire wire = new LinuxWire(loop, new LinuxSocket(loop, fd, null, to));
        boolean connected = false;
        try {
            Socket.set(caller, fd, Socket.IPPROTO_TCP, Socket.TCP_NODELAY, 1);
            bind(caller, fd, family);
            SocketAddress target = new SocketAddress(caller).put(to, family);
            if (C.connect(caller, fd, target.address(), target.length()) < 0) {
                int errno = caller.errno();
                if (errno != Errno.EINPROGRESS && errno != Errno.EINTR) {
                    throw named(errno);
                }
                finish(wire);
            }
            connected = true;
            return wire;
        } finally {
            if (!connected) {
                wire.reset();
            }
        }
    }

    private int open(Caller caller, int family) throws ConnectFailedException {
        try {
            return Socket.open(caller, family);
        } catch (IOException e) {
            throw ours("cannot be tried: " + e.getMessage());
        }
    }

    private void bind(Caller caller, int fd, int family) throws ConnectFailedException {
        if (local.isEmpty()) {
            return;
        }
        SockAddr from = local.get();
        if (from.port() != 0) {
            // Connections from this port that have ended must not keep it.
            Socket.set(caller, fd, Socket.SOL_SOCKET, Socket.SO_REUSEADDR, 1);
        }
        SocketAddress address = new SocketAddress(caller).put(from, family);
        if (C.bind(caller, fd, address.address(), address.length()) < 0) {
            if (caller.errno() == Errno.EADDRNOTAVAIL) {
                bindForeign(caller, fd, family, from);
                return;
            }
            throw bindFailed(caller, from);
        }
    }

    /** An address of another machine (ip(7), IP_TRANSPARENT); only where ours would not do. */
    private void bindForeign(Caller caller, int fd, int family, SockAddr from)
            throws ConnectFailedException {
        try {
            Socket.makeTransparent(caller, fd, family);
        } catch (IOException lacking) {
            throw ours(
                    "cannot be reached from "
                            + from
                            + ", which is no address of this machine: that needs "
                            + lacking.getMessage());
        }
        SocketAddress address = new SocketAddress(caller).put(from, family);
        if (C.bind(caller, fd, address.address(), address.length()) < 0) {
            throw bindFailed(caller, from);
        }
    }

    private ConnectFailedException bindFailed(Caller caller, SockAddr from) {
        return caller.errno() == Errno.EADDRINUSE && from.port() != 0
                ? taken(from)
                : ours("cannot be reached from " + from + ": " + caller.reason());
    }

    private ConnectFailedException taken(SockAddr from) {
        return ConnectFailedException.portTaken(
                "server " + to + " cannot be reached from " + from + ": the port is in use");
    }

    private void finish(LinuxWire wire) throws IOException {
        Connecting waiting = new Connecting(to, limit, wire.ticks());
        Gate gate = new Gate();
        gate.shut();
        try {
            wire.whenConnected(gate);
            waiting.await(gate);
        } finally {
            gate.leave();
        }
        // A connection that stands has no end and no error to tell.
        int error = wire.hasEnded() ? wire.pendingError() : 0;
        if (error != 0) {
            throw named(error);
        }
    }

    private ConnectFailedException named(int errno) {
        return switch (errno) {
            case Errno.ECONNREFUSED -> failed("refused the connection");
            case Errno.ETIMEDOUT ->
                    new ConnectFailedException(
                            "server " + to + " did not answer: " + Errno.text(errno), true);
            case Errno.EHOSTUNREACH, Errno.ENETUNREACH ->
                    failed("is unreachable: " + Errno.text(errno));
            case Errno.EADDRINUSE, Errno.EADDRNOTAVAIL ->
                    local.filter(from -> from.port() != 0)
                            .map(this::taken)
                            .orElseGet(() -> ours("cannot be reached: " + Errno.text(errno)));
            default -> failed("cannot be reached: " + Errno.text(errno));
        };
    }

    private ConnectFailedException ours(String how) {
        return ConnectFailedException.ours("server " + to + " " + how);
    }

    private ConnectFailedException failed(String how) {
        return new ConnectFailedException("server " + to + " " + how, false);
    }
}
