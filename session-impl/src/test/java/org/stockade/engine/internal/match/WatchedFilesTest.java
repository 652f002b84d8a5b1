package org.stockade.engine.internal.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.match.FileForm;

/** Files of matchers: read whole or not at all, again when they have changed, each once. */
class WatchedFilesTest {
    private static final HostFile STRICT = new HostFile(false);

    @TempDir private Path folder;
    private Path file;
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger stamps = new AtomicInteger();
    private final WatchedFiles files = new WatchedFiles(Runnable::run, now::get);

    @BeforeEach
    void make() throws IOException {
        file = folder.resolve("ads.txt");
        write("# ads\nads.test\n\nwww.shop.test # a comment\n");
    }

    /** Each time as if a second had passed. */
    private void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] octets) throws IOException {
        Files.write(file, octets);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L + stamps.addAndGet(1000)));
    }

    private HostSet read() throws IOException {
        return files.open(file, STRICT).get();
    }

    private void refused(String... parts) {
        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains(parts);
    }

    @Test
    void linesShouldHoldNamesCommentsAndHostsFileAddresses() throws IOException {
        write(
                "\uFEFF0.0.0.0 a.test b.test\r\n  c.test\t# x\r\n#d.test\r\n::1 e.test\n127.0.0.1\nf.test");
        HostSet hosts = read();
        assertThat(hosts.size()).isEqualTo(6);
        for (String each : "a.test b.test c.test e.test 127.0.0.1 f.test".split(" ")) {
            assertThat(hosts.has(each)).as(each).isTrue();
        }
    }

    @Test
    void wrongLineShouldBeToldWithItsNumberOrBeSkipped() throws IOException {
        write("a.test\nb/c\nd.test\n");
        refused("ads.txt:2: \"b/c\" is not the name of a host");
        HostSet hosts = files.open(file, new HostFile(true)).get();
        assertThat(hosts.size()).isEqualTo(2);
    }

    @Test
    void whatIsNoTextShouldBeRefused() throws IOException {
        write(new byte[] {'a', 0, 'b'});
        refused("ads.txt:1: this line has the character U+0000");
        write(new byte[] {'a', '\n', (byte) 0xff, (byte) 0xfe, '\n'});
        refused("ads.txt:2: this line is not UTF-8");
        write("a".repeat(5000));
        refused("ads.txt:1: this line is over 4096 octets long");
        write("#".repeat(4097) + "\r\n");
        refused("ads.txt:1: this line is over 4096 octets long");
        write("#".repeat(4096) + "\r\n");
        assertThat(read().size()).isZero();
        write("a.test\n\u001b[31m\n");
        refused("ads.txt:2: this line has the character U+001B");
    }

    @Test
    void whatCannotBeReadShouldBeRefused() throws IOException {
        Files.delete(file);
        refused("ads.txt is not there");
        Files.createDirectory(file);
        refused("is no ordinary file");
    }

    @Test
    void gigabyteShouldBeRefusedUnread() throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 30);
        }
        refused("has 1073741824 octets; up to 67108864 are read");
    }

    @Test
    void millionLinesWithCarriageReturnsShouldBeRead() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++) {
            lines.append("Host").append(i).append(".Ads.Test\r\n");
        }
        write(lines.toString());
        HostSet hosts = read();
        assertThat(hosts.size()).isEqualTo(1_000_000);
        assertThat(hosts.has("x.host999999.ads.test")).isTrue();
        assertThat(hosts.has("host1000000.ads.test")).isFalse();
    }

    @Test
    void changedFileShouldBeReadAgainOnceItIsAtRest() throws IOException {
        WatchedFile<HostSet> opened = files.open(file, STRICT);
        write("new.test\n");
        files.look();
        assertThat(opened.get().has("new.test")).as("it may be half written").isFalse();
        write("new.test\nother.test\n");
        files.look();
        assertThat(opened.get().has("new.test")).as("it still changes").isFalse();
        files.look();
        assertThat(opened.get().has("other.test")).isTrue();
        assertThat(opened.get().has("ads.test")).isFalse();
    }

    @Test
    void wrongEmptyOrMissingFileShouldLeaveWhatWasReadBefore() throws IOException {
        WatchedFile<HostSet> opened = files.open(file, STRICT);
        for (String wrong : new String[] {"a/b\n", ""}) {
            write(wrong);
            files.look();
            files.look();
            assertThat(opened.get().has("ads.test")).as(wrong).isTrue();
        }
        Files.delete(file);
        files.look();
        files.look();
        assertThat(opened.get().has("ads.test")).isTrue();
        assertThat(opened.refusal()).contains("ads.txt is not there");
        write("mended.test\n");
        files.look();
        files.look();
        assertThat(opened.get().has("mended.test")).isTrue();
        assertThat(opened.refusal()).isEmpty();
    }

    @Test
    void fileThatIsAsItWasReadShouldCountAgain() throws IOException {
        WatchedFile<HostSet> opened = files.open(file, STRICT);
        Path aside = Files.move(file, folder.resolve("aside"));
        files.look();
        files.look();
        assertThat(opened.refusal()).isNotEmpty();
        Files.move(aside, file);
        files.look();
        assertThat(opened.refusal()).isEmpty();
    }

    @Test
    void fileThatIsWrongNowShouldBeAnErrorForThePolicyThatNamesItAnew() throws IOException {
        files.open(file, STRICT);
        write("a/b\n");
        files.look();
        files.look();
        refused("ads.txt:1: \"a/b\"");
    }

    @Test
    void unchangedFileShouldBeReadOnceForAllPolicies() throws IOException {
        AtomicInteger readings = new AtomicInteger();
        FileForm<Integer> counting =
                name -> {
                    readings.incrementAndGet();
                    return new FileForm.Reading<>() {
                        private int lines;

                        @Override
                        public void line(int number, String line) {
                            lines = number;
                        }

                        @Override
                        public Integer end() {
                            return lines;
                        }
                    };
                };
        WatchedFile<Integer> first = files.open(file, counting);
        assertThat(files.open(file, counting)).isSameAs(first);
        assertThat(first.get()).isEqualTo(4);
        assertThat(readings).hasValue(1);
        Files.writeString(file, "more.test\n", StandardOpenOption.APPEND);
        assertThat(files.open(file, counting).get()).isEqualTo(5);
        assertThat(readings).hasValue(2);
    }

    @Test
    void fileThatNobodyUsesShouldBeForgottenAfterAMoment() throws IOException {
        WatchedFile<HostSet> first = files.open(file, STRICT);
        files.open(file, STRICT);
        files.release(first);
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        files.look();
        assertThat(files.count()).isEqualTo(1);
        files.release(first);
        files.look();
        assertThat(files.count()).as("a policy that is checked and then loaded").isEqualTo(1);
        now.addAndGet(WatchedFiles.LINGER.toNanos());
        files.look();
        assertThat(files.count()).isZero();
    }

    @Test
    void patternsShouldEndAtTheFirstEmptyLineAndNoneStandBehindIt() throws IOException {
        write("^a \nb\n\n\n");
        assertThat(files.open(file, new PatternFile(true, false)).get().size()).isEqualTo(2);
        write("^a\n\nb\n");
        assertThatThrownBy(() -> files.open(file, new PatternFile(true, false)))
                .hasMessageContaining("ads.txt:3: line 2 is empty");
        assertThat(files.open(file, new PatternFile(true, true)).get().size()).isEqualTo(1);
        write("ok\n(\n");
        assertThatThrownBy(() -> files.open(file, new PatternFile(true, false)))
                .hasMessageContaining("ads.txt:2: \"(\" is no regular expression");
    }
}
