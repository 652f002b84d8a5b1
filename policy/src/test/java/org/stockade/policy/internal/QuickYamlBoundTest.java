package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile documents cost the quick reader no more memory than its limits allow. */
class QuickYamlBoundTest {
    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MIB = 1 << 20;

    /** What is allocated in all, and so more than ever lives at once. */
    private static long allocated(String text) {
        // Once before, for what classes take when they are first used.
        boolean unused = QuickYaml.read("a: [b]").isEmpty();
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        boolean unsure = QuickYaml.read(text).isEmpty();
        long bytes = MEMORY.getCurrentThreadAllocatedBytes() - before;
        assertThat(unsure).isTrue();
        return bytes;
    }

    private static String filled(String begin, String repeated) {
        int times = (DocumentText.MOST_BYTES - begin.length()) / repeated.length();
        return begin + repeated.repeat(times);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "{",
                "{a: ",
                "- ",
                "- [",
                "&a ",
                "*a ",
                "!a ",
                "a: &a ",
                "a: *a",
                "a: |",
                "? ",
                ": ",
                "%",
                "@",
                "--- ",
                "a: b: ",
                "a: [b}",
                "a: a\n",
                "\uD83D\uDD25"
            })
    void whatItIsUnsureOfAtOnceShouldCostNothing(String repeated) {
        assertThat(allocated(filled("", repeated))).isLessThan(MIB / 4);
    }

    @Test
    void aliasBombShouldCostNothing() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String all = ("*a" + (i - 1) + ", ").repeat(10);
            bomb.append("a" + i + ": &a" + i + " [" + all + "]\n");
        }

        assertThat(allocated(bomb.toString())).isLessThan(MIB / 4);
    }

    /** Two times its size for one value of the whole document, and once more for its escapes. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "x ", "\\\"", "''", "# ", " "})
    void oneLongValueShouldCostAFewTimesItsSize(String repeated) {
        for (String begin : new String[] {"a: ", "a: \"", "a: '", "a: [", "'", "\""}) {
            assertThat(QuickYaml.read("a: 1")).isPresent();
            long before = MEMORY.getCurrentThreadAllocatedBytes();
            boolean unused = QuickYaml.read(filled(begin, repeated)).isEmpty();
            assertThat(MEMORY.getCurrentThreadAllocatedBytes() - before)
                    .as(begin + repeated)
                    .isLessThan(8L * DocumentText.MOST_BYTES);
        }
    }

    /** The million is counted before the value is there; a mapping of one key is the dearest. */
    @ParameterizedTest
    @ValueSource(strings = {"-\n", "- -\n", "- {}\n", "- {a: }\n", "- []\n", "- [[],[]]\n"})
    void moreThanAMillionValuesShouldEndIt(String repeated) {
        String text = filled("", repeated);

        assertThat(allocated(text)).isLessThan(256L * YamlReader.MOST_VALUES);
    }
}
