package org.stockade.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows in aligned columns below a line of headings. */
record TextTable(List<String> columns, List<Row> rows) {
    /** Two blanks part the columns; the last one is not padded. */
    List<String> lines() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns.stream().map(TextTable::heading).toList());
        for (Row row : rows) {
            cells.add(columns.stream().map(name -> cell(row.text(name))).toList());
        }
        int[] widths = new int[columns.size()];
        for (List<String> line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return cells.stream().map(line -> aligned(line, widths)).toList();
    }

    private static String heading(String name) {
        return name.replace('_', ' ').toUpperCase(Locale.ROOT);
    }

    private static String cell(String text) {
        return text.isEmpty() ? "-" : printable(text);
    }

    private static String aligned(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(cells.get(i));
            if (i < widths.length - 1) {
                line.repeat(' ', widths[i] - cells.get(i).length() + 2);
            }
        }
        return line.toString();
    }

    /** What steers a terminal, or ends a line, as {@code \xNN}: names may come from a peer. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars()
                .forEach(
                        c -> {
                            if (Character.isISOControl(c)) {
                                safe.append(String.format("\\x%02x", c));
                            } else {
                                safe.append((char) c);
                            }
                        });
        return safe.toString();
    }
}
