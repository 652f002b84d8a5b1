package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void lineShouldBeSplitAtBlanksOutsideQuotes() throws CommandException {
        assertThat(Words.of("  policy load  \"a b\\\".yaml\" 'c \\' '' d\\ e "))
                .containsExactly("policy", "load", "a b\".yaml", "c \\", "", "d e");
    }

    @Test
    void openQuoteShouldBeRefused() {
        assertThatThrownBy(() -> Words.of("kill 'x"))
                .isInstanceOf(CommandException.class)
                .hasMessage("a quote is not closed: kill 'x");
    }
}
