package org.stockade.engine.internal.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherException;

/** What operators make of answers, also where one of the matchers cannot tell ({@code ?}). */
class OperatorTest {
    private final List<String> asked = new ArrayList<>();

    private Matcher operand(char says) {
        return text -> {
            asked.add(String.valueOf(says));
            if (says == '?') {
                throw new MatcherException("nobody knows");
            }
            return says == '1';
        };
    }

    @ParameterizedTest
    @CsvSource({
        "AND, 11, 1, 11",
        "AND, 101, 0, 10",
        "AND, 0?, 0, 0",
        "AND, ?0, 0, ?0",
        "AND, ?1, ?, ?1",
        "OR, 00, 0, 00",
        "OR, 010, 1, 01",
        "OR, 1?, 1, 1",
        "OR, ?1, 1, ?1",
        "OR, ?0, ?, ?0",
        "XOR, 1, 1, 1",
        "XOR, 11, 0, 11",
        "XOR, 111, 1, 111",
        "XOR, 1?1, ?, 1?",
        "EQ, 00, 1, 00",
        "EQ, 11, 1, 11",
        "EQ, 01, 0, 01",
        "EQ, 100, 0, 10",
        "EQ, 0?, ?, 0?",
        "EQ, 10?, 0, 10",
        "EQ, 0, 1, 0"
    })
    void answerShouldBeThatOfTheOperatorAndNoMoreBeAskedThanDecides(
            Operator operator, String operands, String expected, String expectedAsked) {
        List<Matcher> all = operands.chars().mapToObj(c -> operand((char) c)).toList();
        String said;
        try {
            said = new CombinedMatcher(operator, all).matches("x") ? "1" : "0";
        } catch (MatcherException unknown) {
            said = "?";
        }
        assertThat(said).isEqualTo(expected);
        assertThat(String.join("", asked)).isEqualTo(expectedAsked);
    }
}
