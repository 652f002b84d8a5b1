package org.stockade.engine.internal.match;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherException;

/**
 * How answers of several matchers become one; asked in their order, and no further than need be.
 */
enum Operator {
    /** All of them. */
    AND {
        @Override
        boolean of(List<? extends Matcher> operands, Ask ask) throws MatcherException {
            return !any(operands, false, ask);
        }
    },
    /** One of them at least. */
    OR {
        @Override
        boolean of(List<? extends Matcher> operands, Ask ask) throws MatcherException {
            return any(operands, true, ask);
        }
    },
    /** An odd number of them. */
    XOR {
        @Override
        boolean of(List<? extends Matcher> operands, Ask ask) throws MatcherException {
            boolean odd = false;
            for (Matcher each : operands) {
                odd ^= ask.of(each);
            }
            return odd;
        }
    },
    /** All of them or none. */
    EQ {
        @Override
        boolean of(List<? extends Matcher> operands, Ask ask) throws MatcherException {
            boolean first = ask.of(operands.getFirst());
            for (Matcher each : operands.subList(1, operands.size())) {
                if (ask.of(each) != first) {
                    return false;
                }
            }
            return true;
        }
    };

    /** What one of the operands says. */
    @FunctionalInterface
    interface Ask {
        boolean of(Matcher operand) throws MatcherException;
    }

    /**
     * The answer of all.
     *
     * @param operands one at least
     * @throws MatcherException of an operand, if it could have decided
     */
    abstract boolean of(List<? extends Matcher> operands, Ask ask) throws MatcherException;

    /** Whether one of them says this; one that cannot tell counts only if none does. */
    private static boolean any(List<? extends Matcher> operands, boolean wanted, Ask ask)
            throws MatcherException {
        @Nullable MatcherException unknown = null;
        for (Matcher each : operands) {
            try {
                if (ask.of(each) == wanted) {
                    return true;
                }
            } catch (MatcherException failed) {
                unknown = Optional.ofNullable(unknown).orElse(failed);
            }
        }
        if (unknown != null) {
            throw unknown;
        }
        return false;
    }
}
