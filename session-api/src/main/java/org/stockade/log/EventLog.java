package org.stockade.log;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.session.AbstractSession;

/**
 * Writes events of one area to the platform's logger {@code org.stockade.AREA}, whatever is behind
 * it.
 *
 * <p>The line is {@code ID (SESSION): TEXT; name='value', name='value'}. Values are escaped: what a
 * peer sent can neither end the line nor steer a terminal. Each id has a paragraph in the {@code
 * messages.md} of its bundle.
 */
@ProviderType
public final class EventLog {
    /** Longest value written; more is cut and counted. */
    private static final int LONGEST_VALUE = 1024;

    private final System.Logger logger;
    private final String area;

    private EventLog(String area) {
        this.area = area;
        this.logger = System.getLogger("org.stockade." + area);
    }

    /** The log of an area: {@code core}, {@code http}. */
    public static EventLog of(String area) {
        return new EventLog(area);
    }

    public void error(
            String event,
            @Nullable AbstractSession session,
            String text,
            @Nullable Object... namesAndValues) {
        log(Level.ERROR, event, session, text, namesAndValues);
    }

    public void warning(
            String event,
            @Nullable AbstractSession session,
            String text,
            @Nullable Object... namesAndValues) {
        log(Level.WARNING, event, session, text, namesAndValues);
    }

    public void info(
            String event,
            @Nullable AbstractSession session,
            String text,
            @Nullable Object... namesAndValues) {
        log(Level.INFO, event, session, text, namesAndValues);
    }

    public void debug(
            String event,
            @Nullable AbstractSession session,
            String text,
            @Nullable Object... namesAndValues) {
        log(Level.DEBUG, event, session, text, namesAndValues);
    }

    /**
     * Whether {@link #debug} writes anything: on a path that every request takes, ask before its
     * values are put together.
     */
    public boolean debugs() {
        return logger.isLoggable(Level.DEBUG);
    }

    /** Whether {@link #info} writes anything now; likewise. */
    public boolean informs() {
        return logger.isLoggable(Level.INFO);
    }

    private void log(
            Level level,
            String event,
            @Nullable AbstractSession session,
            String text,
            @Nullable Object... namesAndValues) {
        if (logger.isLoggable(level)) {
            String id = session == null ? "nosession" : session.sessionId();
            logger.log(level, line(area + "." + event, id, text, namesAndValues));
        }
    }

    /**
     * The line of an event.
     *
     * @param namesAndValues names, each followed by its value; a last name without a value is
     *     written all the same
     */
    static String line(
            String event, String session, String text, @Nullable Object... namesAndValues) {
        StringBuilder line =
                new StringBuilder(160 + 16 * namesAndValues.length).append(event).append(' ');
        escape(line, session);
        line.append(": ").append(text);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            line.append(i == 0 ? "; " : ", ").append(namesAndValues[i]).append("='");
            escape(
                    line,
                    i + 1 < namesAndValues.length ? String.valueOf(namesAndValues[i + 1]) : "");
            line.append('\'');
        }
        return line.toString();
    }

    private static void escape(StringBuilder line, String value) {
        int end = Math.min(value.length(), LONGEST_VALUE);
        int plain = 0;
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c >= 0x20 && c < 0x7f && c != '\'' && c != '\\') {
                continue;
            }
            line.append(value, plain, i);
            plain = i + 1;
            if (c == '\'' || c == '\\') {
                line.append('\\').append(c);
            } else if (c <= 0xff) {
                line.append(String.format("\\x%02x", (int) c));
            } else {
                line.append(String.format("\\u%04x", (int) c));
            }
        }
        line.append(value, plain, end);
        if (end < value.length()) {
            line.append("…(+").append(value.length() - end).append(')');
        }
    }
}
