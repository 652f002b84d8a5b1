package org.stockade.policy.internal;

/**
 * Where a value is being bound, for messages and bounds.
 *
 * @param subject what the document is about here, {@code listener "mail-in"}; empty at its root
 * @param key the key whose value is read
 * @param home where the key stands, or the value that has none
 * @param min lowest number, or shortest duration in milliseconds
 * @param max likewise
 */
record Spot(String subject, String key, Place home, long min, long max) {
    /** A place without key and bounds. */
    static Spot of(String subject, Place home) {
        return new Spot(subject, "", home, 0, Long.MAX_VALUE);
    }

    /** The same for a value that stands elsewhere under this key. */
    Spot from(Place other) {
        return new Spot(subject, key, other, min, max);
    }

    /** The message with its subject in front. */
    String say(String message) {
        return subject.isEmpty() ? message : subject + ": " + message;
    }

    /** The range in words. */
    String range() {
        return max == Long.MAX_VALUE ? min + " or more" : min + " to " + max;
    }
}
