package org.stockade.shell.internal;

/** A command that could not do its work; the message is one line for its caller. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exit;

    private CommandException(int exit, String message) {
        super(message);
        this.exit = exit;
    }

    /** The command was right and did not succeed: exit status 1. */
    static CommandException failed(String message) {
        return new CommandException(1, message);
    }

    /** The command line is wrong: exit status 2. */
    static CommandException usage(String message) {
        return new CommandException(2, message);
    }

    int exit() {
        return exit;
    }
}
