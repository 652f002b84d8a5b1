package org.stockade.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class EventLogTest {
    @Test
    void lineShouldHaveEventSessionTextAndValues() {
        assertThat(
                        EventLog.line(
                                "core.server-refused",
                                "(edge/web-out:17)",
                                "Server refused",
                                "address",
                                "203.0.113.9:80",
                                "limit",
                                3))
                .isEqualTo(
                        "core.server-refused (edge/web-out:17): Server refused;"
                                + " address='203.0.113.9:80', limit='3'");
    }

    @Test
    void lineWithoutValuesShouldEndWithItsText() {
        assertThat(EventLog.line("core.ready", "nosession", "Ready"))
                .isEqualTo("core.ready nosession: Ready");
    }

    // A peer that sends line ends, quotes or terminal escapes forges no second line.
    @Test
    void valuesShouldBeEscaped() {
        assertThat(
                        EventLog.line(
                                "http.bad",
                                "(a)",
                                "Bad",
                                "path",
                                "a'b\\c\r\nd\u001b[2J\u007f\u00e9\u202e"))
                .isEqualTo(
                        "http.bad (a): Bad;"
                                + " path='a\\'b\\\\c\\x0d\\x0ad\\x1b[2J\\x7f\\xe9\\u202e'");
    }

    @Test
    void longValueShouldBeCutAndCounted() {
        assertThat(EventLog.line("a.b", "(s)", "Long", "v", "x".repeat(1500)))
                .isEqualTo("a.b (s): Long; v='" + "x".repeat(1024) + "…(+476)'");
    }

    @Test
    void nullAndMissingValuesShouldBeWritten() {
        assertThat(EventLog.line("a.b", "(s)", "Odd", "one", null, "two"))
                .isEqualTo("a.b (s): Odd; one='null', two=''");
    }

    @Test
    void debugsAndInformsShouldTellWhetherTheirLevelWrites() {
        Logger logger = Logger.getLogger("org.stockade.debugs");
        EventLog log = EventLog.of("debugs");
        logger.setLevel(Level.WARNING);
        assertThat(log.informs()).isFalse();
        logger.setLevel(Level.INFO);
        assertThat(log.informs()).isTrue();
        assertThat(log.debugs()).isFalse();
        logger.setLevel(Level.FINE);
        assertThat(log.debugs()).isTrue();
    }
}
