package org.stockade.engine.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The top of a stack as text for one log line. */
final class Stacks {
    private static final int FRAMES = 6;

    private Stacks() {}

    /** What a failure says of itself; a stranger's may fail at that too. */
    static String said(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException | Error worse) {
            return failure.getClass().getName();
        }
    }

    /**
     * The same; an I/O failure's own words alone, though those of a proxy's own kind may be none.
     */
    static String described(Throwable failure) {
        if (!(failure instanceof IOException)) {
            return said(failure);
        }
        try {
            String message = failure.getMessage();
            return message == null ? failure.toString() : message;
        } catch (RuntimeException | Error worse) {
            return failure.getClass().getName();
        }
    }

    static String top(Throwable failure) {
        return top(failure.getStackTrace());
    }

    static String top(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < "));
    }
}
