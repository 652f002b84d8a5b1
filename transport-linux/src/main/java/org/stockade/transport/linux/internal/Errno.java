package org.stockade.transport.linux.internal;

/** The error numbers of Linux that mean something here (errno(3)). */
final class Errno {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EPIPE = 32;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ENETUNREACH = 101;
    static final int ECONNABORTED = 103;
    static final int ECONNRESET = 104;
    static final int ETIMEDOUT = 110;
    static final int ECONNREFUSED = 111;
    static final int EHOSTUNREACH = 113;
    static final int EINPROGRESS = 115;

    private Errno() {}

    /** In words, the same in every language of the machine. */
    static String text(int number) {
        return switch (number) {
            case EPERM -> "operation not permitted";
            case 13 -> "permission denied";
            case EMFILE -> "this process has no descriptor left; raise its limit of open files";
            case ENFILE -> "this machine has no descriptor left";
            case EPIPE -> "broken pipe";
            case EADDRINUSE -> "address already in use";
            case EADDRNOTAVAIL -> "no such address here, or no port left towards this one";
            case ENETUNREACH -> "network unreachable";
            case ECONNABORTED -> "connection aborted";
            case ECONNRESET -> "connection reset by peer";
            case ETIMEDOUT -> "timed out";
            case ECONNREFUSED -> "connection refused";
            case EHOSTUNREACH -> "host unreachable";
            default -> "error " + number;
        };
    }
}
