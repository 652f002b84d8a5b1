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

    // What was read before still decides: operators must see that it ages.
    @Test
    void fileThatDoesNotCountShouldBeInItsState() {
        String[] refusal = {""};
        NamedMatcher matcher = new NamedMatcher("it", "hosts", text -> true, () -> refusal[0]);
        assertThat(matcher.state()).isEqualTo("ready");
        refusal[0] = "file ads.txt is not there";
        assertThat(matcher.state())
                .isEqualTo("ready with what was read before: file ads.txt is not there");
        assertThat(NamedMatcher.broken("it", "hosts", "no such kind").state())
                .isEqualTo("no such kind");
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
