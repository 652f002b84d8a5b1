package org.stockade.health;

/**
 * One thing that a {@link HealthCheck} found.
 *
 * @param what happened, with the value and its bound; one line
 * @param mend what ends it; one line
 */
public record Finding(Status status, String what, String mend) {
    /** How bad it is, in rising order. */
    public enum Status {
        /** All is well. */
        OK,
        /** It works, and somebody should look. */
        WARN,
        /** Something does not work, or is open to people it must not be open to. */
        CRITICAL
    }

    /** A finding that somebody should look at. */
    public static Finding warn(String what, String mend) {
        return new Finding(Status.WARN, what, mend);
    }

    /** A finding that cannot wait. */
    public static Finding critical(String what, String mend) {
        return new Finding(Status.CRITICAL, what, mend);
    }
}
