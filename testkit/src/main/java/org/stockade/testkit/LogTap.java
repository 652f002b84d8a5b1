package org.stockade.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The lines that the project's loggers write while this is open. */
public final class LogTap implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("org.stockade");
    private final Level before = root.getLevel();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord record) {
                    lines.add(record.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    /** Taps from now on, debug lines too. */
    public LogTap() {
        root.setUseParentHandlers(false);
        root.setLevel(Level.FINE);
        root.addHandler(handler);
    }

    /** The lines so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** The lines of one event: {@code core.summary}. */
    public List<String> of(String event) {
        return lines.stream().filter(line -> line.startsWith(event + " ")).toList();
    }

    @Override
    public void close() {
        root.removeHandler(handler);
        root.setUseParentHandlers(true);
        root.setLevel(before);
    }
}
