package org.stockade.policy.internal;

import java.util.Comparator;

/**
 * A place in a document, as editors count: both from 1, columns in characters.
 *
 * @param column counts a character outside the basic plane once
 */
record Place(int line, int column) implements Comparable<Place> {
    static final Place START = new Place(1, 1);

    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::line).thenComparingInt(Place::column);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
