package org.stockade.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where the launcher speaks to its caller. The JDK's own standard streams are redirected to the
 * log, so that nothing a bundle prints gets between the lines that scripts wait for.
 */
record Terminal(PrintStream out, PrintStream err) {
    static Terminal ofProcess() {
        return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
