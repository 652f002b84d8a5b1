package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Interception;
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
    private final Interception how;
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
            Interception how,
            List<Loop> loops,
            Function<Loop, Loop> place,
            Consumer<Endpoint> accepted,
            Consumer<Listening> onClose)
            throws IOException {
        this.how = how;
        this.loops = loops;
        this.place = place;
        this.accepted = accepted;
        this.onClose = onClose;
        this.users = new AtomicInteger(loops.size());
        this.anyAddress = bind.address().isAnyLocalAddress();
        Caller caller = Caller.passing();
        fd = open(caller, bind, how);
        local = SocketAddress.local(caller, fd);
        for (Loop loop : loops) {
            Acceptor acceptor = new Acceptor(loop, this);
            acceptors.add(acceptor);
            loop.run(acceptor::start);
        }
    }

    private static int open(Caller caller, SockAddr bind, Interception how) throws IOException {
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
            if (how == Interception.TPROXY) {
                makeTransparent(caller, fd, family);
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

    private static void makeTransparent(Caller caller, int fd, int family) throws IOException {
        try {
            Socket.makeTransparent(caller, fd, family);
        } catch (IOException lacking) {
            throw new IOException("transparent tproxy needs " + lacking.getMessage(), lacking);
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
        SockAddr aim;
        try {
            remote = peer.get();
            aim = aim(caller, taken, remote);
        } catch (IOException gone) {
            C.close(caller, taken);
            return Attempt.TAKEN;
        }
        Loop home = place.apply(loop);
        LinuxSocket socket = new LinuxSocket(home, taken, aim, remote);
        new LinuxEndpoint(new LinuxWire(home, socket)).giveTo(accepted, LOG);
        return Attempt.TAKEN;
    }

    /**
     * The address the client meant to reach; {@code null}: the socket's own, asked when somebody
     * wants it. Of a transparent one it is asked now: later the socket may be closed, and a rule
     * must not see anything else in its place.
     */
    private @Nullable SockAddr aim(Caller caller, int taken, SockAddr remote) throws IOException {
        return switch (how) {
            case NONE -> anyAddress ? null : local;
            case REDIRECT -> {
                Optional<SockAddr> original = SocketAddress.original(caller, taken, remote);
                yield original.isPresent() ? original.get() : SocketAddress.local(caller, taken);
            }
            case TPROXY -> SocketAddress.local(caller, taken);
        };
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
