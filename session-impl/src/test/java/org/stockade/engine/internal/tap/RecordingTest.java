package org.stockade.engine.internal.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.endpoint.SockAddr;

/** Bounded in size, time and memory, and never in the way of those who move the bytes. */
class RecordingTest {
    private static final SockAddr CLIENT = SockAddr.of("192.0.2.99", 50000);
    private static final SockAddr HERE = SockAddr.of("192.0.2.1", 80);
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-03-01T10:20:30.456Z"));

    @TempDir private Path state;

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger over = new AtomicInteger();

    private Recording recording(long limit) throws IOException {
        return new TapFolder(state.resolve("taps"), CLOCK, now::get)
                .record("(edge/web-out:17/http)", limit, MINUTE);
    }

    private void begin(Recording recording) {
        recording.begin("tap", over::incrementAndGet);
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.ISO_8859_1.encode(text);
    }

    private static void awaitWhole(Recording recording) throws InterruptedException {
        assertThat(recording.awaitWhole(Duration.ofSeconds(20))).isTrue();
    }

    private static String text(Recording recording) throws IOException {
        return Files.readString(recording.path(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void endShouldComeAfterAllThatHasPassed() throws Exception {
        Recording recording = recording(100_000);
        Conversation client = recording.withClient(CLIENT, HERE);
        client.received(bytes("question"));
        client.sent(bytes("answer"));
        client.receivedEnd();
        recording.end("it was taken out");
        client.sent(bytes("too late"));
        begin(recording);
        awaitWhole(recording);

        assertThat(text(recording))
                .contains("stockade tap of (edge/web-out:17/http)", "question", "answer")
                .doesNotContain("too late");
        assertThat(recording.ended()).isEqualTo("it was taken out");
        assertThat(over).hasValue(1);
        assertThat(recording.written()).isEqualTo(Files.size(recording.path()));
    }

    @Test
    void fileShouldBeTheOwnersAloneAndNamedForItsNodeAndTime() throws Exception {
        Recording recording = recording(100_000);
        assertThat(recording.path())
                .isEqualTo(state.resolve("taps/edge-web-out-17-http-20260301T102030.456Z.pcapng"));
        for (String each : List.of("taps", "taps/" + recording.path().getFileName())) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(state.resolve(each))))
                    .matches("rwx------|rw-------");
        }
        assertThatThrownBy(() -> recording(100_000))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("is there already; try again");
    }

    @Test
    void folderThatOthersCouldReadShouldBeClosedToThem() throws Exception {
        Path folder = Files.createDirectory(state.resolve("taps"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        recording(100_000);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void fullFolderShouldTakeNoMore() throws Exception {
        Path folder = Files.createDirectory(state.resolve("taps"));
        for (int i = 0; i < TapFolder.MOST_FILES; i++) {
            Files.createFile(folder.resolve("old-" + i));
        }

        assertThatThrownBy(() -> recording(100_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has 1000 files, its limit; take old taps away");
    }

    @Test
    void folderThatCannotBeMadeShouldBeSaidInWords() throws Exception {
        Files.createFile(state.resolve("taps"));

        assertThatThrownBy(() -> recording(100_000)).isInstanceOf(IOException.class);
    }

    @Test
    void fileShouldEndWithTheLastByteThatFits() throws Exception {
        Recording recording = recording(4096);
        Conversation client = recording.withClient(CLIENT, HERE);
        client.received(bytes("x".repeat(10_000)));
        begin(recording);
        awaitWhole(recording);

        assertThat(recording.ended()).isEqualTo("its file is full");
        assertThat(Files.size(recording.path())).isBetween(4093L, 4096L);
        assertThat(text(recording)).containsPattern("x{3000}");
    }

    @Test
    void timeThatIsOverShouldEndIt() throws Exception {
        Recording recording = recording(100_000);
        assertThat(recording.secondsLeft()).isEqualTo(60);
        Conversation client = recording.withClient(CLIENT, HERE);
        begin(recording);
        now.set(MINUTE.toNanos());
        // Wakes the thread; by its clock the minute is over.
        client.received(bytes("x"));
        awaitWhole(recording);

        assertThat(recording.ended()).isEqualTo("its time is over");
        assertThat(recording.secondsLeft()).isZero();
    }

    // The one who moves bytes goes on at once; the gap shows in the numbers of what follows.
    @Test
    void whatCannotBeWrittenInTimeShouldBeDroppedAndCounted() throws Exception {
        Recording recording = recording(100L << 20);
        Conversation client = recording.withClient(CLIENT, HERE);
        ByteBuffer piece = ByteBuffer.allocate(16 * 1024);
        long given = 0;
        while (recording.droppedBytes() == 0) {
            client.received(piece.clear());
            given += piece.capacity();
            assertThat(piece.hasRemaining()).isFalse();
        }
        assertThat(given).isLessThanOrEqualTo(Recording.MOST_QUEUED + piece.capacity());
        assertThat(recording.droppedBytes()).isEqualTo(piece.capacity());
        begin(recording);
        recording.end("it was taken out");
        awaitWhole(recording);

        // The last block but one: what came to the client's side, and what of it was dropped.
        byte[] all = Files.readAllBytes(recording.path());
        ByteBuffer statistics = ByteBuffer.wrap(all, all.length - 104, 52).slice();
        assertThat(statistics.getInt(0)).isEqualTo(5);
        assertThat(statistics.getLong(24)).isEqualTo(given / piece.capacity());
        assertThat(statistics.getLong(36)).isEqualTo(1);
    }

    @Test
    void diskThatFailsShouldEndTheTapAlone() throws Exception {
        WritableByteChannel full =
                new WritableByteChannel() {
                    @Override
                    public int write(ByteBuffer bytes) throws IOException {
                        throw new IOException("No space left on device");
                    }

                    @Override
                    public boolean isOpen() {
                        return true;
                    }

                    @Override
                    public void close() {}
                };
        PcapngFile file = new PcapngFile(full, 100_000, "", List.of("client", "server"));
        Recording recording = new Recording(Path.of("it"), file, MINUTE, CLOCK, now::get);
        Conversation client = recording.withClient(CLIENT, HERE);
        begin(recording);
        awaitWhole(recording);
        client.received(bytes("x"));

        assertThat(recording.ended())
                .isEqualTo("its file cannot be written: No space left on device");
        assertThat(over).hasValue(1);
    }
}
