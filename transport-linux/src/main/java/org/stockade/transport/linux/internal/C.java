package org.stockade.transport.linux.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the C library that the transport calls, under their own names (POSIX.1-2017 and
 * Linux man pages, section 2). A negative result is a failure, told by {@link Caller#errno()}.
 *
 * <p>Buffers go by their bare address: whoever calls keeps them alive. The calls that never wait
 * are linked as critical, without a change of the thread's state; {@code epoll_wait} alone is not.
 */
final class C {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final Linker.Option SHORT = Linker.Option.critical(false);

    private static final MethodHandle RECV =
            shortly("recv", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SEND =
            shortly("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SENDMSG =
            shortly("sendmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle WRITE =
            shortly("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SPLICE =
            shortly(
                    "splice", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG,
                    JAVA_INT);
    private static final MethodHandle PIPE2 = shortly("pipe2", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = shortly("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle SHUTDOWN = shortly("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKET =
            shortly("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND =
            shortly("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle LISTEN = shortly("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CONNECT =
            shortly("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle ACCEPT4 =
            shortly("accept4", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME =
            shortly("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT =
            shortly("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            shortly("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle EPOLL_CREATE1 = shortly("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CTL =
            shortly("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT =
            link(
                    "epoll_wait",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT),
                    ERRNO);
    private static final MethodHandle SCHED_SETSCHEDULER =
            shortly("sched_setscheduler", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EVENTFD = shortly("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);

    private C() {}

    private static MethodHandle shortly(
            String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), ERRNO, SHORT);
    }

    private static MethodHandle link(
            String name, FunctionDescriptor function, Linker.Option... options) {
        MemorySegment at =
                LINKER.defaultLookup()
                        .find(name)
                        .orElseThrow(
                                () ->
                                        new UnsatisfiedLinkError(
                                                "the C library has no function " + name));
        return LINKER.downcallHandle(at.reinterpret(ADDRESS.byteSize()), function, options);
    }

    static long recv(Caller caller, int fd, long buffer, long length, int flags) {
        try {
            return (long) RECV.invokeExact(caller.state, fd, buffer, length, flags);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static long send(Caller caller, int fd, long buffer, long length, int flags) {
        try {
            return (long) SEND.invokeExact(caller.state, fd, buffer, length, flags);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static long sendmsg(Caller caller, int fd, long message, int flags) {
        try {
            return (long) SENDMSG.invokeExact(caller.state, fd, message, flags);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static long write(Caller caller, int fd, long buffer, long length) {
        try {
            return (long) WRITE.invokeExact(caller.state, fd, buffer, length);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    /** Both ends without an offset: sockets and pipes have none. */
    static long splice(Caller caller, int from, int to, long length, int flags) {
        try {
            return (long) SPLICE.invokeExact(caller.state, from, 0L, to, 0L, length, flags);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int pipe2(Caller caller, long twoFds, int flags) {
        try {
            return (int) PIPE2.invokeExact(caller.state, twoFds, flags);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int close(Caller caller, int fd) {
        try {
            return (int) CLOSE.invokeExact(caller.state, fd);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int shutdown(Caller caller, int fd, int how) {
        try {
            return (int) SHUTDOWN.invokeExact(caller.state, fd, how);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int socket(Caller caller, int family, int type, int protocol) {
        try {
            return (int) SOCKET.invokeExact(caller.state, family, type, protocol);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int bind(Caller caller, int fd, long address, int length) {
        try {
            return (int) BIND.invokeExact(caller.state, fd, address, length);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int listen(Caller caller, int fd, int backlog) {
        try {
            return (int) LISTEN.invokeExact(caller.state, fd, backlog);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int connect(Caller caller, int fd, long address, int length) {
        try {
            return (int) CONNECT.invokeExact(caller.state, fd, address, length);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int accept4(Caller caller, int fd, long address, long length, int flags) {
        try {
            return (int) ACCEPT4.invokeExact(caller.state, fd, address, length, flags);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int getsockname(Caller caller, int fd, long address, long length) {
        try {
            return (int) GETSOCKNAME.invokeExact(caller.state, fd, address, length);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int setsockopt(Caller caller, int fd, int level, int name, long value, int length) {
        try {
            return (int) SETSOCKOPT.invokeExact(caller.state, fd, level, name, value, length);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int getsockopt(Caller caller, int fd, int level, int name, long value, long length) {
        try {
            return (int) GETSOCKOPT.invokeExact(caller.state, fd, level, name, value, length);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int epollCreate1(Caller caller, int flags) {
        try {
            return (int) EPOLL_CREATE1.invokeExact(caller.state, flags);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int epollCtl(Caller caller, int epoll, int operation, int fd, long event) {
        try {
            return (int) EPOLL_CTL.invokeExact(caller.state, epoll, operation, fd, event);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int epollWait(Caller caller, int epoll, long events, int most, int millis) {
        try {
            return (int) EPOLL_WAIT.invokeExact(caller.state, epoll, events, most, millis);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int eventfd(Caller caller, int initial, int flags) {
        try {
            return (int) EVENTFD.invokeExact(caller.state, initial, flags);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    static int schedSetscheduler(Caller caller, int pid, int policy, long parameter) {
        try {
            return (int) SCHED_SETSCHEDULER.invokeExact(caller.state, pid, policy, parameter);
        } catch (Throwable impossible) {
            throw broken(impossible);
        }
    }

    private static RuntimeException broken(Throwable impossible) {
        if (impossible instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a call of the C library failed", impossible);
    }
}
