package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a request may cost: what {@link CostMain} prints in figures is bounded here. */
class CostTest {
    private static final int REQUESTS = 20_000;
    private static final int WINDOW = 2_000;

    /** In bytes; 300 where the compiler has done its work, 400 before. */
    private static final int MOST_ALLOCATED = 600;

    @Test
    void requestShouldAllocateLittleOnceTheConnectionIsWarm() throws Exception {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        long[] allocated = new long[REQUESTS / WINDOW];
        Treadmill.ofGets(
                        REQUESTS,
                        number -> {
                            if (number % WINDOW == 0) {
                                allocated[number / WINDOW] = threads.getThreadAllocatedBytes(self);
                            }
                        })
                .run();
        long[] perRequest = new long[allocated.length - 1];
        Arrays.setAll(perRequest, i -> (allocated[i + 1] - allocated[i]) / WINDOW);
        // The best window: in others the compiler, or a test before, may still be at work.
        assertThat(Arrays.stream(perRequest).min().orElseThrow()).isLessThan(MOST_ALLOCATED);
    }

    @Test
    void headAndBodyShouldLeaveTogetherAndWithoutATimer() throws Exception {
        Treadmill mill = Treadmill.ofGets(10, number -> {});
        mill.run();
        assertThat(mill.server().flushes()).isEqualTo(10);
        assertThat(mill.client().flushes()).isEqualTo(10);
        assertThat(mill.server().deadlines() + mill.client().deadlines()).isZero();
    }

    @Test
    void smallBodyShouldLeaveWithItsHeadAndNeedNoFork() throws Exception {
        String head = "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 12000\r\n\r\n";
        Treadmill whole = Treadmill.ofPieces(1, head + "b".repeat(12_000));
        whole.server().keep();
        whole.run();
        assertThat(whole.server().lastSent())
                .startsWith("GET / ")
                .endsWith("\r\n\r\n" + "b".repeat(12_000));
        assertThat(whole.client().flushes()).isEqualTo(1);
    }

    @Test
    void smallBodyThatComesSoonShouldNeedNoFork() throws Exception {
        String head = "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\n";
        Treadmill pieces = Treadmill.ofPieces(6, head, "abc", "def");
        pieces.server().keep();
        pieces.run();
        assertThat(pieces.server().lastSent()).endsWith("\r\n\r\nabcdef");
        assertThat(pieces.client().flushes()).isEqualTo(2);
    }
}
