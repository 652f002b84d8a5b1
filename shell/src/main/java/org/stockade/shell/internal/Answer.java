package org.stockade.shell.internal;

import java.util.List;

/**
 * What a command answers, once for programs and once for people.
 *
 * @param exit 0, or 1 where the command found that something is wrong
 * @param value for programs: what {@link Row} allows as a value
 * @param lines for people, without line ends
 */
record Answer(int exit, Object value, List<String> lines) {
    Answer {
        lines = List.copyOf(lines);
    }

    /**
     * Rows as a table.
     *
     * @param columns the values people see, in this order; programs get all
     * @param none what people are told if there is no row
     */
    static Answer table(List<Row> rows, List<String> columns, String none) {
        return new Answer(
                0, rows, rows.isEmpty() ? List.of(none) : new TextTable(columns, rows).lines());
    }

    /** One line said to people, and its values for programs. */
    static Answer said(String line, Row value) {
        return new Answer(0, value, List.of(line));
    }
}
