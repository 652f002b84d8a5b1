package org.stockade.engine.internal;

/**
 * Whether a server counts as good, from one health check to the next. The first decides at once:
 * nobody knows better. Not for sharing.
 */
final class Tally {
    private final int rise;
    private final int fall;
    private boolean begun;
    private boolean good = true;

    /** Of one kind in a row. */
    private int row;

    private boolean last;

    /**
     * Nothing has been found yet.
     *
     * @param rise successes in a row that make a bad one good
     * @param fall failures in a row that make a good one bad
     */
    Tally(int rise, int fall) {
        this.rise = rise;
        this.fall = fall;
    }

    /** Counts a check; whether the server is good now. */
    boolean told(boolean well) {
        row = well == last ? row + 1 : 1;
        last = well;
        if (!begun || well != good && row >= (well ? rise : fall)) {
            good = well;
        }
        begun = true;
        return good;
    }
}
