package org.stockade.engine.internal.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of hosts: what an entry covers, and what a million of them cost. */
class HostSetTest {
    private static HostSet of(String... entries) {
        HostSet.Builder builder = new HostSet.Builder();
        for (String each : entries) {
            builder.add(HostEntry.parse(each));
        }
        return builder.build();
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, true",
        "example.com, www.example.com, true",
        "example.com, a.b.example.com, true",
        "example.com, WWW.Example.COM., true",
        "example.com, badexample.com, false",
        "example.com, com, false",
        "example.com, example.com.evil.test, false",
        "=example.com, example.com, true",
        "=example.com, www.example.com, false",
        ".example.com, example.com, false",
        ".example.com, www.example.com, true",
        "*.example.com, www.example.com, true",
        "EXAMPLE.com., www.example.com, true",
        "bücher.example, xn--bcher-kva.example, true",
        "xn--bcher-kva.example, www.BÜCHER.example, true",
        "_srv.example, a._srv.example, true",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 1.192.0.2.1, false",
        "2001:DB8:0::1, 2001:db8::1, true",
        "2001:db8::1, [2001:db8:0:0::1], true",
        "2001:db8::1, 2001:db8::2, false",
        "com, anything.com, true",
        "example.com, example.com:80, false",
        "example.com, '', false",
        "example.com, ., false",
        "example.com, '..example.com', true",
        "example.com, 'a b.example.com', true",
    })
    void entryShouldCoverItselfAndWhatIsBelowAsItSays(String entry, String host, boolean covered) {
        HostSet hosts = of("other.test", entry, "=third.test");
        assertThat(hosts.has(host)).isEqualTo(covered);
        assertThat(hosts.find(host).isPresent()).isEqualTo(covered);
    }

    @Test
    void entryThatDecidedShouldBeToldAsItIsWritten() {
        HostSet hosts = of("=a.test", ".b.test", "c.test");
        assertThat(hosts.find("A.test")).hasValue("=a.test");
        assertThat(hosts.find("x.b.test")).hasValue(".b.test");
        assertThat(hosts.find("x.y.c.test.")).hasValue("c.test");
    }

    @Test
    void sameNameInTwoFormsShouldCoverBoth() {
        HostSet hosts = of("=a.test", ".a.test");
        assertThat(hosts.size()).isEqualTo(1);
        assertThat(hosts.has("a.test")).isTrue();
        assertThat(hosts.has("b.a.test")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                ".",
                "a..b",
                "-a.test",
                "a-.test",
                "a b",
                "a/b",
                "http://a.test",
                "1.2.3.400",
                "1.2.3",
                "a.test:80",
                "*",
                "a.*.test",
                "\u0000"
            })
    void whatIsNoNameShouldBeRefused(String written) {
        assertThatThrownBy(() -> HostEntry.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not the name of a host; use example.com");
    }

    @Test
    void longestNamesAndLabelsShouldBeTakenAndNoLonger() {
        String label = "a".repeat(63);
        String longest = (label + '.').repeat(3) + "b".repeat(61);
        assertThat(longest).hasSize(253);
        assertThat(of(longest).has(longest + '.')).isTrue();
        assertThatThrownBy(() -> HostEntry.parse(longest + 'b')).hasMessageContaining("…");
        assertThatThrownBy(() -> HostEntry.parse(label + "a.test")).isNotNull();
        assertThat(of("b.test").has("x".repeat(100_000) + ".b.test")).isFalse();
    }

    /** As long as those of public block lists: 19 letters in the mean, two to four labels. */
    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        int labels = 1 + random.nextInt(3);
        for (int i = 0; i < labels; i++) {
            int length = i == labels - 1 ? 6 + random.nextInt(8) : 3 + random.nextInt(5);
            for (int j = 0; j < length; j++) {
                name.append((char) ('a' + random.nextInt(26)));
            }
            name.append('.');
        }
        return name.append(random.nextBoolean() ? "com" : "example").toString();
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void millionNamesShouldStayBelow64MiBAndBeFoundInNoTime() {
        int count = 1_000_000;
        long before = heap();
        HostSet.Builder builder = new HostSet.Builder();
        Random random = new Random(1);
        long letters = 0;
        for (int i = 0; i < count; i++) {
            String name = name(random);
            letters += name.length();
            builder.add(HostEntry.parse(name));
        }
        HostSet hosts = builder.build();
        builder = new HostSet.Builder();
        long mebibytes = (heap() - before) >> 20;

        String[] asked = new String[200_000];
        Random again = new Random(1);
        Random others = new Random(2);
        for (int i = 0; i < asked.length; i++) {
            asked[i] = i % 2 == 0 ? "www." + name(again) : name(others);
        }
        long best = Long.MAX_VALUE;
        int found = 0;
        for (int round = 0; round < 8; round++) {
            found = 0;
            long start = System.nanoTime();
            for (String each : asked) {
                found += hosts.has(each) ? 1 : 0;
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        long nanoseconds = best / asked.length;
        System.out.println(
                "hosts: %,d names of %d letters in the mean: %d MiB, %d ns a look-up"
                        .formatted(hosts.size(), letters / count, mebibytes, nanoseconds));
        assertThat(found).isGreaterThanOrEqualTo(asked.length / 2);
        assertThat(hosts.size()).isGreaterThan(900_000);
        assertThat(mebibytes).isLessThan(64);
        assertThat(nanoseconds).isLessThan(TimeUnit.MICROSECONDS.toNanos(2));
    }
}
