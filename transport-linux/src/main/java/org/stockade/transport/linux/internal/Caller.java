package org.stockade.transport.linux.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * What a thread needs to call the C library: a place for the error number and one for small
 * arguments. A loop has its own; any other thread makes one as it goes.
 */
final class Caller {
    private static final int SCRATCH = 128;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO =
            STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    static {
        // Loaded now: when it is wanted there may be no descriptor to load it with.
        Errno.text(Errno.EMFILE);
    }

    final MemorySegment state;
    final MemorySegment scratch;

    private Caller(Arena arena) {
        state = arena.allocate(STATE);
        scratch = arena.allocate(SCRATCH, 8);
    }

    /** Of a loop: it stays for as long as the process lives. */
    static Caller lasting() {
        return new Caller(Arena.global());
    }

    /** Of any other thread; reclaimed by the garbage collector. */
    static Caller passing() {
        return new Caller(Arena.ofAuto());
    }

    /** The error number of the last call that failed. */
    int errno() {
        return state.get(ValueLayout.JAVA_INT, ERRNO);
    }

    /** The same in words. */
    String reason() {
        return Errno.text(errno());
    }
}
