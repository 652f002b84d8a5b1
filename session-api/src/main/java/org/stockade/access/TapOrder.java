package org.stockade.access;

import java.time.Duration;

/**
 * A tap that is wanted.
 *
 * @param id of the node; that of a whole session means its first proxy
 * @param by who asks for it
 * @param bytes size of the file at most: {@value #LEAST_BYTES} to {@value #MOST_BYTES}
 * @param atMost how long it stays: 1 s to 1 h
 */
public record TapOrder(String id, String by, long bytes, Duration atMost) {
    public static final long LEAST_BYTES = 4096;
    public static final long MOST_BYTES = 1L << 30;
    public static final Duration LONGEST = Duration.ofHours(1);

    /** What a tap may write and how long it stays unless something else is said. */
    public static final long USUAL_BYTES = 10L << 20;

    public static final Duration USUAL_TIME = Duration.ofSeconds(60);

    /**
     * @throws IllegalArgumentException if a value is out of its range
     */
    public TapOrder {
        if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "tap: bytes "
                            + bytes
                            + " is out of range; use "
                            + LEAST_BYTES
                            + " to "
                            + MOST_BYTES);
        }
        if (atMost.compareTo(Duration.ofSeconds(1)) < 0 || atMost.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "tap: seconds "
                            + atMost.toSeconds()
                            + " is out of range; use 1 to "
                            + LONGEST.toSeconds());
        }
    }
}
