package org.stockade.engine.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.endpoint.ByteSource;
import org.stockade.session.LimitException;

class FileSpoolTest {
    private final SpoolQuota quota = new SpoolQuota(1_000_000);
    private final OffLoop disk = new OffLoop();

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 300_000})
    void replayShouldGiveWhatWasWrittenAnyNumberOfTimes(int size) throws IOException {
        byte[] bytes = random(size);
        try (FileSpool spool = new FileSpool(directory, size, quota, disk)) {
            for (int at = 0; at < size; at += 1000) {
                spool.write(ByteBuffer.wrap(bytes, at, Math.min(1000, size - at)));
            }
            spool.end();
            assertThat(spool.size()).isEqualTo(size);
            assertThat(read(spool.replay(), 777)).isEqualTo(bytes);
            assertThat(read(spool.replay(), 100_000)).isEqualTo(bytes);
            assertThat(quota.used()).isEqualTo(size);
        }
        assertThat(quota.used()).isZero();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(ByteSource from, int piece) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] bytes = new byte[piece];
        for (int count; (count = from.read(ByteBuffer.wrap(bytes))) > 0; ) {
            all.write(bytes, 0, count);
        }
        assertThat(from.read(ByteBuffer.wrap(bytes))).isEqualTo(-1);
        return all.toByteArray();
    }

    @Test
    void oneByteOverTheLimitShouldBeRefusedAndTheRestBeKept() throws IOException {
        try (FileSpool spool = new FileSpool(directory, 10, quota, disk)) {
            spool.write(ByteBuffer.allocate(8));
            ByteBuffer three = ByteBuffer.allocate(3);
            assertThatThrownBy(() -> spool.write(three))
                    .isInstanceOf(LimitException.class)
                    .hasMessage(
                            "spool keeps 8 bytes, and 3 more would exceed its limit of 10 bytes");
            assertThat(three.remaining()).isEqualTo(3);
            spool.write(ByteBuffer.allocate(2));
            assertThat(read(spool.replay(), 100)).hasSize(10);
        }
    }

    @Test
    void quotaShouldHoldForAllSpoolsTogether() throws IOException {
        try (FileSpool first = new FileSpool(directory, Long.MAX_VALUE, quota, disk);
                FileSpool second = new FileSpool(directory, Long.MAX_VALUE, quota, disk)) {
            first.write(ByteBuffer.allocate(900_000));
            assertThatThrownBy(() -> second.write(ByteBuffer.allocate(100_001)))
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining("1000000 bytes");
            second.write(ByteBuffer.allocate(100_000));
            first.close();
            first.close();
            second.write(ByteBuffer.allocate(900_000));
        }
        assertThat(quota.used()).isZero();
    }

    @Test
    void closeShouldLeaveNoFile() throws IOException {
        FileSpool spool = new FileSpool(directory, Long.MAX_VALUE, quota, disk);
        spool.write(ByteBuffer.allocate(200_000));
        ByteSource replay = spool.replay();
        spool.close();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
        assertThatThrownBy(() -> replay.read(ByteBuffer.allocate(1)))
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> spool.write(ByteBuffer.allocate(1)))
                .hasMessageContaining("closed");
    }

    @Test
    void directoryThatIsNotThereShouldFailTheWriteAndCostNoQuota() throws IOException {
        try (FileSpool spool = new FileSpool(directory.resolve("no"), 1_000_000, quota, disk)) {
            spool.write(ByteBuffer.allocate(60_000));
            assertThatThrownBy(() -> spool.write(ByteBuffer.allocate(60_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("spool-");
            assertThat(spool.size()).isEqualTo(60_000);
            assertThat(quota.used()).isEqualTo(60_000);
        }
    }

    /** A thread that an event loop carries would hold up all of its connections. */
    @Test
    void fileShouldBeWorkedOnByThreadsOfItsOwn() throws Exception {
        disk.close();
        AtomicReference<Object> memory = new AtomicReference<>();
        AtomicReference<Object> file = new AtomicReference<>();
        try (FileSpool spool = new FileSpool(directory, 1_000_000, quota, disk)) {
            Thread.startVirtualThread(
                            () -> {
                                memory.set(written(spool, 1000));
                                file.set(written(spool, 100_000));
                            })
                    .join();
        }
        assertThat(memory).hasValue("kept");
        assertThat(file.get()).asString().contains("firewall was stopped");
    }

    private static String written(FileSpool spool, int size) {
        try {
            spool.write(ByteBuffer.wrap(random(size)));
            return "kept";
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
