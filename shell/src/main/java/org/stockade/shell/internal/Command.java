package org.stockade.shell.internal;

import java.nio.file.Path;
import java.util.List;

/**
 * One command of the scope {@code stockade}.
 *
 * @param usage its name and operands, {@code zone ADDRESS}
 * @param says what it does, for {@code help}
 * @param least fewest operands
 * @param most most operands
 */
record Command(String usage, String says, int least, int most, Work work) {
    /** What the command does. */
    @FunctionalInterface
    interface Work {
        Answer run(Call call) throws CommandException;
    }

    /**
     * One call of a command.
     *
     * @param directory where relative paths begin: the caller's working directory
     * @param actor who calls
     * @param secret what came beside the words
     */
    record Call(List<String> operands, Path directory, String actor, Secret secret) {
        String operand(int index) {
            return operands.get(index);
        }

        int count() {
            return operands.size();
        }

        /** The file that this operand names. */
        Path path(int index) {
            return directory.resolve(operands.get(index)).normalize();
        }
    }

    String name() {
        int blank = usage.indexOf(' ');
        return blank < 0 ? usage : usage.substring(0, blank);
    }

    Answer run(Call call) throws CommandException {
        if (call.count() < least || call.count() > most) {
            throw CommandException.usage("usage: " + usage);
        }
        return work.run(call);
    }
}
