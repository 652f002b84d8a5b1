package org.stockade.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * CPU time of another process: all its threads, also those that ended, in user and kernel, by the
 * scheduler's own count. {@code /proc/PID/stat} has the same in hundredths of a second, and {@code
 * /proc/PID/schedstat} one thread alone.
 */
final class CpuClock {
    private static final MethodHandle CLOCK_GETTIME =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS));

    private CpuClock() {}

    /**
     * Nanoseconds of CPU time that a process has used.
     *
     * @throws IOException if there is no such process
     */
    static long nanos(long pid) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            int failed = (int) CLOCK_GETTIME.invokeExact(clock(pid), time);
            if (failed != 0) {
                throw new IOException("process " + pid + " has no CPU clock: has it ended?");
            }
            return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
                    + time.get(ValueLayout.JAVA_LONG, 8);
        } catch (IOException | RuntimeException | Error known) {
            throw known;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** What clock_getcpuclockid(3) gives: the inverted id, then CPUCLOCK_SCHED. */
    private static int clock(long pid) {
        return ~Math.toIntExact(pid) << 3 | 2;
    }
}
