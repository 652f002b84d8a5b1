package org.stockade.engine.internal.match;

import org.stockade.match.FileForm;

/**
 * A regular expression a line; the first empty line ends them.
 *
 * @param ignoreCase whether small and capital letters are the same
 * @param skips whether a wrong pattern is left out, and not an error, likewise lines behind an
 *     empty one
 */
record PatternFile(boolean ignoreCase, boolean skips) implements FileForm<Patterns> {
    @Override
    public Reading<Patterns> begin(String file) {
        Patterns.Builder patterns = new Patterns.Builder(ignoreCase, skips);
        return new Reading<>() {
            private int emptyLine;

            @Override
            public void line(int number, String line) {
                if (line.isBlank()) {
                    emptyLine = emptyLine == 0 ? number : emptyLine;
                } else if (emptyLine == 0) {
                    patterns.add(line);
                } else if (!skips) {
                    throw new IllegalArgumentException(
                            "line "
                                    + emptyLine
                                    + " is empty, and an empty line ends the patterns; remove it"
                                    + " for this one to count");
                }
            }

            @Override
            public Patterns end() {
                return patterns.end(file);
            }
        };
    }
}
