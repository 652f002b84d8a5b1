package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/** One epoll instance (epoll(7)) and the array into which it tells its events. */
final class Epoll {
    static final int IN = 1;
    static final int OUT = 4;
    static final int ERR = 8;
    static final int HUP = 0x10;
    static final int RDHUP = 0x2000;
    static final int EXCLUSIVE = 1 << 28;
    static final int EDGE = 1 << 31;

    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int MOST = 256;

    /** struct epoll_event is packed on x86-64, and nowhere else. */
    private static final boolean PACKED =
            System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).matches("amd64|x86_64");

    private static final int DATA = PACKED ? 4 : 8;
    private static final int SIZE = PACKED ? 12 : 16;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate((long) MOST * SIZE, 8);

    Epoll(Caller caller) throws IOException {
        fd = C.epollCreate1(caller, Socket.CLOEXEC);
        if (fd < 0) {
            throw new IOException("no epoll instance: " + caller.reason());
        }
    }

    /** Registers a descriptor; its events are told with its own number. */
    void add(Caller caller, int of, int interest) throws IOException {
        caller.scratch.set(INT, 0, interest);
        caller.scratch.set(INT, DATA, of);
        if (C.epollCtl(caller, fd, ADD, of, caller.scratch.address()) < 0) {
            throw new IOException("epoll takes no more: " + caller.reason());
        }
    }

    void remove(Caller caller, int of) {
        C.epollCtl(caller, fd, DELETE, of, events.address());
    }

    /** Waits so long at most; the number of events. */
    int await(Caller caller, int millis) throws IOException {
        int found = C.epollWait(caller, fd, events.address(), MOST, millis);
        if (found < 0) {
            if (caller.errno() == Errno.EINTR) {
                return 0;
            }
            throw new IOException("epoll_wait failed: " + caller.reason());
        }
        return found;
    }

    int events(int index) {
        return events.get(INT, (long) index * SIZE);
    }

    int descriptor(int index) {
        return events.get(INT, (long) index * SIZE + DATA);
    }

    void close(Caller caller) {
        C.close(caller, fd);
        arena.close();
    }
}
