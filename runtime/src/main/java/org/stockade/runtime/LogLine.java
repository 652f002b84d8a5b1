package org.stockade.runtime;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** A record as one line: time in UTC, level, text, and of a failure the beginning of its stack. */
final class LogLine {
    private static final int MOST_FRAMES = 8;
    private static final int MOST_CAUSES = 4;

    private final DateTimeFormatter time =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private final SimpleFormatter message = new SimpleFormatter();

    /** The line with its end. */
    String of(LogRecord record) {
        StringBuilder line = new StringBuilder(200);
        time.formatTo(record.getInstant(), line);
        line.append(' ').append(name(record.getLevel())).append(' ');
        appendEscaped(line, message.formatMessage(record));
        @Nullable Throwable failure = record.getThrown();
        for (int i = 0; failure != null && i < MOST_CAUSES; i++) {
            line.append(i == 0 ? " | " : " | caused by ");
            appendEscaped(line, failure.toString());
            appendFrames(line, failure.getStackTrace());
            failure = failure.getCause();
        }
        return line.append('\n').toString();
    }

    private static void appendFrames(StringBuilder line, StackTraceElement[] frames) {
        for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
            line.append(" | at ").append(frames[i]);
        }
        if (frames.length > MOST_FRAMES) {
            line.append(" | and ").append(frames.length - MOST_FRAMES).append(" more");
        }
    }

    private static String name(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    /** No text, whoever wrote it, ends the line or steers a terminal. */
    private static void appendEscaped(StringBuilder line, String text) {
        int plain = 0;
        while (plain < text.length() && !Character.isISOControl(text.charAt(plain))) {
            plain++;
        }
        line.append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line.append(" | ");
            } else if (c == '\t') {
                line.append(' ');
            } else if (Character.isISOControl(c)) {
                line.append(String.format("\\x%02x", (int) c));
            } else {
                line.append(c);
            }
        }
    }
}
