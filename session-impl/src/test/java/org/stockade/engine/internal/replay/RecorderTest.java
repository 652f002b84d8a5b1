package org.stockade.engine.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.access.Decision.Refusal;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.replay.RecordedSession.Refused;
import org.stockade.engine.internal.replay.RecordedSession.Users;
import org.stockade.session.Outcome;

/** Sessions on record: bounded in memory and on the disk, whole after a crash. */
class RecorderTest {
    private static final Instant BEGIN = Instant.parse("2026-01-05T08:00:00Z");

    @TempDir private Path state;

    private static RecordedSession session(int number) {
        return session(number, Users.NOBODY);
    }

    private static RecordedSession session(int number, Users users) {
        return new RecordedSession(
                BEGIN.plusSeconds(number),
                BEGIN.plusSeconds(number + 1),
                "web",
                false,
                TransportProtocol.TCP,
                SockAddr.of("2001:db8::9", number % 65536),
                SockAddr.of("192.0.2.1", 3128),
                "office",
                OptionalInt.of(1),
                "web-out",
                Refused.NOT,
                Refusal.CLOSE,
                Outcome.ACCEPTED,
                List.of("tls", "tls:www.example.com"),
                Optional.of(users),
                List.of(
                        new RecordedTarget(
                                "www.example.com:443",
                                SockAddr.of("198.51.100.7", 443),
                                SockAddr.of("198.51.100.8", 443),
                                true)));
    }

    private static String line(RecordedSession session) {
        return RecordLine.of(session).toString();
    }

    private static List<RecordedSession> all(Recorder recorder, Instant since) throws IOException {
        List<RecordedSession> found = new ArrayList<>();
        recorder.read(since, found::add);
        return found;
    }

    private Path folder() {
        return state.resolve("records");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted().toList();
        }
    }

    @Test
    void recordsShouldOutliveARestartInFilesOfTheirOwnerAlone() throws Exception {
        try (Recorder recorder = Recorder.in(Optional.of(folder()))) {
            recorder.add(0, session(1));
            recorder.add(0, session(2));
        }
        try (Recorder again = Recorder.in(Optional.of(folder()))) {
            again.add(0, session(3));
            assertThat(all(again, BEGIN)).containsExactly(session(1), session(2), session(3));
            assertThat(all(again, BEGIN.plusSeconds(3))).containsExactly(session(3));
        }
        assertThat(files()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
                .isEqualTo("rw-------");
    }

    @Test
    void tornLineShouldCostNothingButItself() throws Exception {
        try (Recorder recorder = Recorder.in(Optional.of(folder()))) {
            recorder.add(0, session(1));
        }
        Files.writeString(files().getFirst(), "1\t17675", StandardOpenOption.APPEND);
        try (Recorder again = Recorder.in(Optional.of(folder()))) {
            again.add(0, session(2));
            List<RecordedSession> found = new ArrayList<>();
            assertThat(again.read(BEGIN, found::add).unreadable()).isEqualTo(1);
            assertThat(found).containsExactly(session(1), session(2));
        }
    }

    @Test
    void oldestFilesShouldGoWhenThereAreTooMany() throws Exception {
        try (RecordFiles files = new RecordFiles(folder(), 100)) {
            for (int i = 0; i < 2 * RecordFiles.MOST_FILES; i++) {
                files.add(List.of(RecordLine.of(session(i)).toBytes()));
            }
            List<String> kept = new ArrayList<>();
            files.read(Instant.EPOCH, kept::add);
            assertThat(kept).hasSize(RecordFiles.MOST_FILES);
            assertThat(kept.getLast()).isEqualTo(line(session(2 * RecordFiles.MOST_FILES - 1)));
        }
        assertThat(files()).hasSize(RecordFiles.MOST_FILES);
    }

    @Test
    void memoryShouldKeepTheNewestAlone() throws Exception {
        RecentRecords recent = new RecentRecords();
        for (int i = 0; i < RecentRecords.MOST + 5; i++) {
            recent.add(List.of(Integer.toString(i).getBytes(StandardCharsets.UTF_8)));
        }
        List<String> kept = new ArrayList<>();
        recent.read(Instant.EPOCH, kept::add);
        assertThat(kept).hasSize(RecentRecords.MOST).startsWith("5");
    }

    @Test
    void whatTheWriterIsTooSlowForShouldBeCountedAndWaitForNothing() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        try (Recorder recorder = new Recorder(new SlowStore(writing, slow), 2)) {
            recorder.add(0, session(0));
            writing.await();
            for (int i = 1; i <= 5; i++) {
                recorder.add(0, session(i));
            }
            assertThat(recorder.lost()).isEqualTo(3);
            slow.countDown();
            await().until(() -> all(recorder, BEGIN).size() == 3);
        }
    }

    // Numbers and addresses become digits without a text in between.
    @Test
    void lineShouldHoldItsFieldsBetweenTabs() {
        assertThat(line(session(1)).split("\t"))
                .containsExactly(
                        "2",
                        "1767600001000",
                        "1767600002000",
                        "web",
                        "-",
                        "[2001:db8::9]:1",
                        "192.0.2.1:3128",
                        "office",
                        "1",
                        "web-out",
                        "NOT",
                        "CLOSE",
                        "ACCEPTED",
                        "tls tls:www.example.com",
                        "-",
                        "www.example.com:443",
                        "198.51.100.7:443",
                        "198.51.100.8:443",
                        "r");
    }

    @Test
    void namesShouldBeReadAsTheyWereInAnyScript() {
        RecordedUser user =
                new RecordedUser("zo\u00eb\u4f60", List.of("\ud83d\ude80"), "login", false);
        RecordedSession session = session(1, new Users(user, user));
        assertThat(RecordLine.read(line(session))).contains(session);
    }

    @Test
    void sessionOfDatagramsShouldBeReadAsOne() {
        String line = line(session(1)).replace("\tweb\t-\t", "\tweb\tu\t");
        RecordedSession read = RecordLine.read(line).orElseThrow();
        assertThat(read.protocol()).isEqualTo(TransportProtocol.UDP);
        assertThat(read.transparent()).isFalse();
        assertThat(line(read)).isEqualTo(line);
    }

    @Test
    void usersShouldBeReadAsTheyWere() {
        RecordedUser bob = new RecordedUser("bob", List.of("a b", "staff,x"), "addresses", false);
        RecordedUser ada = new RecordedUser("ada", List.of(), "login", true);
        for (Users users :
                List.of(Users.NOBODY, new Users(bob, bob), new Users(RecordedUser.NOBODY, ada))) {
            RecordedSession session = session(1, users);
            assertThat(RecordLine.read(line(session))).contains(session);
        }
        assertThat(bob.loggedIn()).isEmpty();
        assertThat(ada.loggedIn()).isPresent();
    }

    // The line of a version before: what it does not say is not known, and all else is.
    @Test
    void lineThatKeptNoUsersShouldBeReadWithoutThem() {
        String line = line(session(1));
        String old = line.replaceFirst("2\t", "1\t").replace("\t-\twww.", "\twww.");
        RecordedSession read = RecordLine.read(old).orElseThrow();
        assertThat(read.users()).isEmpty();
        assertThat(read.targets()).isEqualTo(session(1).targets());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=",
                "=\tada",
                "=\tada\tlogin\t2\tstaff",
                "+\tada\tlogin\t0",
                "?",
                "=\tada\tlogin\tx"
            })
    void tornUsersShouldBeNoSession(String users) {
        String line = line(session(1));
        String before = line.substring(0, line.indexOf("\t-\twww."));
        assertThat(RecordLine.read(before + "\t" + users)).isEmpty();
    }

    @Test
    void nameWithControlCharactersShouldEndNoField() {
        RecordedSession plain = session(1);
        RecordedTarget named = plain.targets().getFirst();
        RecordedSession odd =
                new RecordedSession(
                        plain.start(),
                        plain.end(),
                        plain.listener(),
                        true,
                        TransportProtocol.TCP,
                        plain.client(),
                        plain.aim(),
                        "",
                        OptionalInt.empty(),
                        "",
                        Refused.RULES,
                        Refusal.RESET,
                        Outcome.DENIED_BY_POLICY,
                        List.of(),
                        Optional.of(Users.NOBODY),
                        List.of(
                                new RecordedTarget(
                                        "a\tb\nc:80", named.asked(), named.real(), false)));
        String line = line(odd);
        assertThat(line).doesNotContain("\n");
        assertThat(RecordLine.read(line).orElseThrow().targets().getFirst().named())
                .isEqualTo("a?b?c:80");
        assertThat(RecordLine.read(line.replaceFirst("2", "3"))).isEmpty();
    }

    /** Takes its first batch only when told. */
    private static final class SlowStore implements RecordStore {
        private final RecentRecords kept = new RecentRecords();
        private final CountDownLatch writing;
        private final CountDownLatch slow;

        SlowStore(CountDownLatch writing, CountDownLatch slow) {
            this.writing = writing;
            this.slow = slow;
        }

        @Override
        public void add(List<byte[]> lines) throws IOException {
            writing.countDown();
            try {
                slow.await();
            } catch (InterruptedException ended) {
                throw new IOException(ended);
            }
            kept.add(lines);
        }

        @Override
        public void read(Instant since, Consumer<String> each) {
            kept.read(since, each);
        }

        @Override
        public void close() {}
    }
}
