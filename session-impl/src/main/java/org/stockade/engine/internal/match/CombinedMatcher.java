package org.stockade.engine.internal.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherException;

/** Several matchers under one operator. */
record CombinedMatcher(Operator operator, List<Matcher> operands) implements Matcher {
    CombinedMatcher {
        operands = List.copyOf(operands);
    }

    @Override
    public boolean matches(String text) throws MatcherException {
        return operator.of(operands, operand -> operand.matches(text));
    }

    @Override
    public Answer explain(String text) throws MatcherException {
        List<String> said = new ArrayList<>();
        boolean matches = operator.of(operands, operand -> ask(operand, text, said));
        return new Answer(matches, String.join(", ", said));
    }

    private static boolean ask(Matcher operand, String text, List<String> said)
            throws MatcherException {
        try {
            Answer answer = operand.explain(text);
            said.add(
                    operand
                            + (answer.matches() ? " matches" : " does not match")
                            + (answer.why().isEmpty() ? "" : " (" + answer.why() + ")"));
            return answer.matches();
        } catch (MatcherException unknown) {
            said.add(operand + " cannot tell (" + unknown.getMessage() + ")");
            throw unknown;
        }
    }

    @Override
    public String contents() {
        return toString();
    }

    @Override
    public String toString() {
        String between = " " + operator.name().toLowerCase(Locale.ROOT) + " ";
        return operands.stream()
                .map(Object::toString)
                .collect(Collectors.joining(between, "(", ")"));
    }
}
