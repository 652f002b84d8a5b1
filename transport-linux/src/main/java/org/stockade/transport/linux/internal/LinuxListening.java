package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Listening;
import org.stockade.log.EventLog;

/**
 * A listening socket that all loops wait for. Options that accepted sockets inherit (tcp(7)) are
 * set here, once, and not on each of them.
 */
final class LinuxListening implements Listening {
    private static final EventLog LOG = EventLog.of("loops");
    private static final int BACKLOG = 1024;

    /** What came of trying to accept. */
    enum Attempt {
        TAKEN,
        NONE,
        FULL
    }

    private final int fd;
    private final SockAddr local;
    private final boolean anyAddress;
    private final Function<Loop, Loop> place;
    private final Consumer<Endpoint> accepted;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final List<Loop> loops;
    private final AtomicInteger users;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Consumer<Listening> onClose;

    /**
     * Binds, and accepts from now on.
     *
     * @param place where a connection accepted by that loop shall live
     * @param accepted is given each connection, on the accepting loop
     * @param onClose is told when this is closed
     */
    LinuxListening(
            SockAddr bind,
            List<Loop> loops,
            Function<Loop, Loop> place,
            Consumer<Endpoint> accepted,
            Consumer<Listening> onClose)
            throws IOException {
        this.loops = loops;
        this.place = place;
        this.accepted = accepted;
        this.onClose = onClose;
        this.users = new AtomicInteger(loops.size());
        this.anyAddress = bind.address().isAnyLocalAddress();
        Caller caller = Caller.passing();
        fd = open(caller, bind);
        local = SocketAddress.local(caller, fd);
        for (Loop loop : loops) {
            Acceptor acceptor = new Acceptor(loop, this);
            acceptors.add(acceptor);
            loop.run(acceptor::start);
        }
    }

    private static int open(Caller caller, SockAddr bind) throws IOException {
        int family = bind.isIpv4() ? Socket.AF_INET : Socket.AF_INET6;
        int fd = -1;
        try {
            fd = Socket.open(caller, family);
            Socket.set(caller, fd, Socket.SOL_SOCKET, Socket.SO_REUSEADDR, 1);
            Socket.set(caller, fd, Socket.SOL_SOCKET, Socket.SO_KEEPALIVE, 1);
            Socket.set(caller, fd, Socket.IPPROTO_TCP, Socket.TCP_NODELAY, 1);
            if (family == Socket.AF_INET6) {
                // On "::" it takes IPv4 connections too, whatever the machine's default.
                Socket.set(caller, fd, Socket.IPPROTO_IPV6, Socket.IPV6_V6ONLY, 0);
            }
            SocketAddress address = new SocketAddress(caller).put(bind, family);
            if (C.bind(caller, fd, address.address(), address.length()) < 0
                    || C.listen(caller, fd, BACKLOG) < 0) {
                throw new IOException(caller.reason());
            }
            return fd;
        } catch (IOException e) {
            if (fd >= 0) {
                C.close(caller, fd);
            }
            throw new IOException("cannot listen on " + bind + ": " + e.getMessage(), e);
        }
    }

    /** Accepts one connection, on this loop. */
    Attempt accept(Loop loop) {
        if (closed.get()) {
            return Attempt.NONE;
        }
        Caller caller = loop.caller;
        SocketAddress peer = new SocketAddress(caller).clear();
        int taken =
                C.accept4(
                        caller,
                        fd,
                        peer.address(),
                        peer.lengthAddress(),
                        Socket.NONBLOCK | Socket.CLOEXEC);
        if (taken < 0) {
            return switch (caller.errno()) {
                // The client was gone before we came to it; another one may be behind it.
                case Errno.ECONNABORTED, Errno.EINTR -> Attempt.TAKEN;
                case Errno.EAGAIN -> Attempt.NONE;
                default -> closed.get() ? Attempt.NONE : Attempt.FULL;
            };
        }
        SockAddr remote;
        try {
            remote = peer.get();
        } catch (IOException gone) {
            C.close(caller, taken);
            return Attempt.TAKEN;
        }
        new LinuxEndpoint(wire(place.apply(loop), taken, remote)).giveTo(accepted, LOG);
        return Attempt.TAKEN;
    }

    private LinuxWire wire(Loop loop, int taken, SockAddr remote) {
        SockAddr ours = anyAddress ? null : local;
        return new LinuxWire(loop, new LinuxSocket(loop, taken, ours, remote));
    }

    int fd() {
        return fd;
    }

    @Override
    public SockAddr local() {
        return local;
    }

    /** No connection is accepted from here on; the descriptor goes when no loop has it any more. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        onClose.accept(this);
        C.shutdown(Caller.passing(), fd, Socket.SHUT_RDWR);
        for (int i = 0; i < loops.size(); i++) {
            Loop loop = loops.get(i);
            Acceptor acceptor = acceptors.get(i);
            loop.run(
                    () -> {
                        acceptor.end();
                        if (users.decrementAndGet() == 0) {
                            C.close(loop.caller, fd);
                        }
                    });
        }
    }
}
