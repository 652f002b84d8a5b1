package org.stockade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other programs and the kernel write. */
class ParsingTest {
    @Test
    void reportOfWrkShouldBeReadFromTheLineOfOurScript() {
        WrkReport report =
                WrkReport.parse(
                        """
                        Running 2s test @ http://127.0.0.1:40000/1k
                        Transfer/sec:     36.50MB
                        bench 64812 2001000 872 2880 5004 3
                        """);
        assertThat(report).isEqualTo(new WrkReport(64812, 2001000, 872, 2880, 5004, 3));
        assertThat(report.report().seconds()).isEqualTo(2.001);
    }

    @Test
    void outputWithoutThatLineShouldBeRefused() {
        assertThatThrownBy(() -> WrkReport.parse("unable to connect"))
                .hasMessageContaining("unable to connect");
    }

    @Test
    void memoryOfAProcessShouldBeInBytes() {
        assertThat(ProcessStatus.parse("Name:\tx\nVmHWM:\t   15872 kB\nVmRSS:\t   15360 kB\n"))
                .isEqualTo(new ProcessStatus(15360 << 10, 15872 << 10));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void clockOfThisProcessShouldCountWorkOfAThreadThatHasEnded() throws Exception {
        long pid = ProcessHandle.current().pid();
        long before = CpuClock.nanos(pid);
        Thread worker = new Thread(() -> spin(50_000_000));
        worker.start();
        worker.join();
        assertThat(CpuClock.nanos(pid) - before).isGreaterThanOrEqualTo(50_000_000);
    }

    private static void spin(long nanos) {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + nanos;
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void memoryOfAJvmShouldBeWhatLivesAndWhatIsOutsideTheHeap() {
        String histogram =
                """
                 num     #instances         #bytes  class name (module)
                   1:          9000        1000000  [B (java.base@25)
                Total         20000        3000000
                """;
        String tracking =
                """
                Total: reserved=7000000KB, committed=300000KB
                -                 Java Heap (reserved=6000000KB, committed=200000KB)
                """;
        assertThat(JvmMemory.parse(histogram, tracking))
                .isEqualTo(new JvmMemory(3_000_000, 100_000L << 10));
    }

    @Test
    void listOfCoresShouldBeReadAsTheKernelWritesIt() {
        assertThat(Cores.list("0-2,5")).containsExactly(0, 1, 2, 5);
    }

    @Test
    void proxyShouldHaveItsCoresForItself() {
        Cores cores = Cores.share(List.of(0, 1, 2), 1);
        assertThat(cores.pin(cores.proxy())).containsExactly("taskset", "-c", "0");
        assertThat(cores.pin(cores.rest())).containsExactly("taskset", "-c", "1,2");
        assertThat(Cores.share(List.of(0, 1), 2).rest()).containsExactly(0, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096})
    void endOfAResponseShouldBeFoundWhereverPacketsEnd(int bytesPerRead) throws Exception {
        byte[] two =
                ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
                                + "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        ResponseReader reader = new ResponseReader();
        StringBuilder seen = new StringBuilder();
        for (int at = 0; at < two.length; at += bytesPerRead) {
            ByteBuffer bytes = ByteBuffer.wrap(two, at, Math.min(bytesPerRead, two.length - at));
            while (bytes.hasRemaining()) {
                if (reader.take(bytes)) {
                    seen.append(reader.good() ? "good " : "bad ");
                }
            }
        }
        assertThat(seen.toString()).isEqualTo("good bad ");
    }

    @Test
    void wrongOptionShouldBeNamedWithItsRange() {
        assertThatThrownBy(() -> Options.parse(Path.of("."), List.of("--rounds", "0")))
                .hasMessage("--rounds 0: use 1 to 1000");
        assertThat(Options.parse(Path.of("."), List.of("--cores", "1,2")).cores())
                .containsExactly(1, 2);
    }
}
