package org.stockade.engine.internal.replay;

/** Takes the fields of a line one after another. */
final class FieldReader {
    private final String[] fields;
    private int next;

    FieldReader(String[] fields, int first) {
        this.fields = fields;
        this.next = first;
    }

    boolean hasMore() {
        return next < fields.length;
    }

    /**
     * The next one.
     *
     * @throws IllegalArgumentException if the line ends before it
     */
    String next() {
        if (!hasMore()) {
            throw new IllegalArgumentException("the line ends within a value");
        }
        return fields[next++];
    }
}
