package org.stockade.runtime;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/**
 * Makes a log record of each line that a library prints; of a printed stack only where debugging.
 */
final class StrayOutput extends OutputStream {
    private static final int LONGEST = 4096;

    private final System.Logger log = System.getLogger("org.stockade.printed");
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final String name;

    StrayOutput(String name) {
        this.name = name;
    }

    @Override
    public synchronized void write(int octet) {
        if (octet != '\n' && line.size() < LONGEST) {
            line.write(octet);
            return;
        }
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!text.isBlank()) {
            boolean ofStack = text.startsWith("\tat ") || text.startsWith("\t...");
            log.log(
                    ofStack ? Level.DEBUG : Level.WARNING,
                    () -> "runtime.printed nosession: " + text.strip() + "; to='" + name + "'");
        }
    }
}
