package org.stockade.engine.internal.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherException;

class NamedMatcherTest {
    @Test
    void whateverItsCodeThrowsShouldBeAFailureToTell() {
        for (Throwable thrown :
                new Throwable[] {new IllegalStateException("boom"), new StackOverflowError()}) {
            NamedMatcher matcher = new NamedMatcher("it", "kind", text -> sneak(thrown));
            assertThatThrownBy(() -> matcher.matches("x"))
                    .isInstanceOf(MatcherException.class)
                    .hasMessageContaining("matcher \"it\" failed")
                    .hasNoCause();
            assertThatThrownBy(() -> matcher.explain("x")).isInstanceOf(MatcherException.class);
        }
    }

    private static boolean sneak(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }

    @Test
    void textThatIsTooLongShouldNotReachIt() throws MatcherException {
        NamedMatcher matcher = new NamedMatcher("it", "kind", text -> true);
        assertThat(matcher.matches("x".repeat(Matcher.LONGEST_TEXT))).isTrue();
        assertThatThrownBy(() -> matcher.matches("x".repeat(Matcher.LONGEST_TEXT + 1)))
                .hasMessageContaining("looks at 8192 characters at most; here are 8193");
    }
}
