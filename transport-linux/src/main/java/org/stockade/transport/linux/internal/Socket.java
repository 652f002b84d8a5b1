package org.stockade.transport.linux.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What is done to sockets other than moving bytes; numbers of Linux on x86-64 and aarch64. */
final class Socket {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;
    static final int NONBLOCK = 0x800;
    static final int CLOEXEC = 0x80000;

    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_ERROR = 4;
    static final int SO_KEEPALIVE = 9;
    static final int SO_LINGER = 13;
    static final int IPPROTO_TCP = 6;
    static final int TCP_NODELAY = 1;
    static final int IPPROTO_IP = 0;
    static final int IP_TRANSPARENT = 19;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_TRANSPARENT = 75;
    static final int IPV6_V6ONLY = 26;

    static final int MSG_OOB = 1;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int SHUT_WR = 1;
    static final int SHUT_RDWR = 2;

    static final int SPLICE_F_MOVE = 1;
    static final int SPLICE_F_NONBLOCK = 2;

    /** struct msghdr and the two struct iovec behind it, in the caller's place for arguments. */
    private static final int IOVEC = 64;

    private Socket() {}

    /** Sends two buffers in one segment (sendmsg(2)). */
    static long send(Caller caller, int fd, long first, long length, long second, long lengthToo) {
        MemorySegment at = caller.scratch;
        at.asSlice(0, IOVEC).fill((byte) 0);
        at.set(JAVA_LONG, 16, at.address() + IOVEC);
        at.set(JAVA_LONG, 24, 2);
        at.set(JAVA_LONG, IOVEC, first);
        at.set(JAVA_LONG, IOVEC + 8, length);
        at.set(JAVA_LONG, IOVEC + 16, second);
        at.set(JAVA_LONG, IOVEC + 24, lengthToo);
        return C.sendmsg(caller, fd, at.address(), MSG_NOSIGNAL);
    }

    /** Opens a TCP socket that never waits. */
    static int open(Caller caller, int family) throws IOException {
        int fd = C.socket(caller, family, SOCK_STREAM | NONBLOCK | CLOEXEC, 0);
        if (fd < 0) {
            throw new IOException("no socket can be opened: " + caller.reason());
        }
        return fd;
    }

    /** Sets an option whose value is an int; one that the kernel does not take stays as it was. */
    static void set(Caller caller, int fd, int level, int name, int value) {
        caller.scratch.set(ValueLayout.JAVA_INT, 0, value);
        C.setsockopt(caller, fd, level, name, caller.scratch.address(), Integer.BYTES);
    }

    /**
     * Lets a socket have addresses that are not this machine's (ip(7)).
     *
     * @throws IOException if this process may not, or the kernel cannot
     */
    static void makeTransparent(Caller caller, int fd, int family) throws IOException {
        boolean four = family == AF_INET;
        caller.scratch.set(ValueLayout.JAVA_INT, 0, 1);
        int result =
                C.setsockopt(
                        caller,
                        fd,
                        four ? IPPROTO_IP : IPPROTO_IPV6,
                        four ? IP_TRANSPARENT : IPV6_TRANSPARENT,
                        caller.scratch.address(),
                        Integer.BYTES);
        if (result < 0) {
            throw new IOException(
                    caller.errno() == Errno.EPERM
                            ? "the capability CAP_NET_ADMIN, which this process has not; grant it"
                                    + " (AmbientCapabilities=CAP_NET_ADMIN in a systemd unit)"
                            : "IP_TRANSPARENT, which this kernel refuses: " + caller.reason());
        }
    }

    /** Makes closing send a reset and forget what was not sent: struct linger, on and 0 s. */
    static void resetOnClose(Caller caller, int fd) {
        caller.scratch.set(ValueLayout.JAVA_INT, 0, 1);
        caller.scratch.set(ValueLayout.JAVA_INT, Integer.BYTES, 0);
        C.setsockopt(
                caller, fd, SOL_SOCKET, SO_LINGER, caller.scratch.address(), 2 * Integer.BYTES);
    }

    /** The error that a socket has met since it was asked last; 0: none. */
    static int pendingError(Caller caller, int fd) {
        long value = caller.scratch.address();
        caller.scratch.set(ValueLayout.JAVA_INT, 8, Integer.BYTES);
        int result = C.getsockopt(caller, fd, SOL_SOCKET, SO_ERROR, value, value + 8);
        return result < 0 ? caller.errno() : caller.scratch.get(ValueLayout.JAVA_INT, 0);
    }
}
