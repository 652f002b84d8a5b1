package org.stockade.shell.internal;

import java.util.List;

/** Commands that are not ours: whatever else is installed in the framework. */
interface OtherCommands {
    /** Runs one command with its operands, each passed on as it is and never read as a script. */
    CommandLine.Printed run(List<String> words);

    /** Runs a line as its caller wrote it. */
    CommandLine.Printed script(String line);
}
