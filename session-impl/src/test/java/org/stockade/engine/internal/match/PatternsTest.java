package org.stockade.engine.internal.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Core.md section 13, RegexpMatcher; the vectors have the rest. */
class PatternsTest {
    private static Patterns of(boolean ignoreCase, String... patterns) {
        Patterns.Builder builder = new Patterns.Builder(ignoreCase, false);
        for (String each : patterns) {
            builder.add(each);
        }
        return builder.end("test");
    }

    @Test
    void patternShouldBeFoundAnywhereAndItsTrailingBlanksDoNotCount() {
        assertThat(of(true, "b+ \t").in("aBBc")).hasValue("b+");
        assertThat(of(false, "b+").in("aBBc")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(", "[", "a{2,1}", "*", "\\", "(?<=a)b", "a\\1", "[[:nope:]]", "(?P<n"})
    void wrongPatternShouldBeRefusedOrSkipped(String wrong) {
        assertThatThrownBy(() -> of(true, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no regular expression");
        Patterns.Builder skipping = new Patterns.Builder(true, true);
        skipping.add(wrong);
        skipping.add("x");
        assertThat(skipping.end("test").size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{100}){100}){100}",
                "(((((x{9}){9}){9}){9}){9}){9}",
                "(a{1000}){1000}",
                "(?:(?:\\pL{500}){500}){500}",
                "[ab]{999}{999}"
            })
    void repetitionsThatMultiplyShouldBeRefusedBeforeTheyAreCompiled(String bomb) {
        assertThatThrownBy(() -> of(true, bomb)).hasMessageContaining("use smaller repetitions");
    }

    @Test
    void deepGroupsShouldBeRefused() {
        assertThatThrownBy(() -> of(true, "(".repeat(2000) + ")".repeat(2000)))
                .hasMessageContaining("groups are over 100 deep");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "a|b|cd",
                "(a(b)c){3}",
                "[a-z]{2,5}x*",
                "\\Qa.b\\E+",
                "\\p{Greek}{3}\\x{41}",
                "[]a]{4}",
                "[^]a]{4}",
                "[[:alpha:]]+?",
                "x{2,}",
                "x{,3}",
                "(?i:abc){10}",
                "^(?:\\d{1,3}\\.){3}\\d{1,3}$",
                "(a*)*",
                "((a|b){4}){4}"
            })
    void sizeThatIsToldShouldNotBeLessThanThatOfTheProgram(String pattern) {
        int real = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).programSize();
        assertThat(PatternSize.of(pattern)).isBetween(real - 6L, real * 4L + 10);
    }

    @Test
    void patternThatMakesOthersRunAwayShouldTakeTimeInProportionToTheText() {
        Patterns patterns = of(true, "(a+)+$", "(a|aa)+$", "(.*a){20}$");
        String text = "a".repeat(8000) + "b";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(patterns.in(text)).isEmpty());
    }

    @Test
    void tooManyPatternsShouldBeRefused() {
        Patterns.Builder builder = new Patterns.Builder(true, false);
        for (int i = 0; i < Patterns.MOST; i++) {
            builder.add("x" + i);
        }
        assertThatThrownBy(() -> builder.add("y")).hasMessageContaining("over 1000 patterns");
        Patterns.Builder large = new Patterns.Builder(true, false);
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                large.add("x{900}");
                            }
                        })
                .hasMessageContaining("50000 steps");
    }

    @Test
    void emptyPatternShouldBeRefused() {
        assertThatThrownBy(() -> of(true, "  ")).hasMessageContaining("would match everything");
        assertThatCode(() -> of(true, "^$")).doesNotThrowAnyException();
    }
}
