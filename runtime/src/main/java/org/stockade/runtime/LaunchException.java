package org.stockade.runtime;

/** Why the launcher gives up; the message has a line a problem and is all the operator sees. */
final class LaunchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final String problems;

    private LaunchException(int exit, String problems) {
        super(problems);
        this.exit = exit;
        this.problems = problems;
    }

    /** It was asked rightly and cannot be done: exit status 1. */
    static LaunchException failed(String message) {
        return new LaunchException(1, "stockade: " + message);
    }

    /**
     * What the inside found, an error a line, each complete in itself: {@code file:line:column: …}.
     * Exit status 1.
     */
    static LaunchException found(String problems) {
        return new LaunchException(1, problems);
    }

    /** The command line is wrong: exit status 2. */
    static LaunchException usage(String message) {
        return new LaunchException(2, "stockade: " + message);
    }

    int exit() {
        return exit;
    }

    /** All that the operator is told: a line a problem. */
    String problems() {
        return problems;
    }

    /** The message of a failure as one line, never empty. */
    static String line(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
