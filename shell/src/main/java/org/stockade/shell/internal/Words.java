package org.stockade.shell.internal;

import java.util.ArrayList;
import java.util.List;

/** The words of a line: parted by blanks, kept together by quotes, one character by a backslash. */
final class Words {
    private Words() {}

    /**
     * Splits a line.
     *
     * @throws CommandException if a quote is not closed
     */
    static List<String> of(String line) throws CommandException {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inside = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote != '\'' && c == '\\' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
                inside = true;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                inside = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (inside) {
                    words.add(word.toString());
                    word.setLength(0);
                    inside = false;
                }
            } else {
                word.append(c);
                inside = true;
            }
        }
        if (quote != 0) {
            throw CommandException.usage("a quote is not closed: " + TextTable.printable(line));
        }
        if (inside) {
            words.add(word.toString());
        }
        return words;
    }
}
