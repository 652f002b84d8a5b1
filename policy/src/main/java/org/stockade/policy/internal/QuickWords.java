package org.stockade.policy.internal;

import org.jspecify.annotations.Nullable;

/**
 * Gives one string for a word however often it comes, within bounds: keys and names come in every
 * rule, and a string that has been looked up once knows its hash.
 */
final class QuickWords {
    private static final int LONGEST = 24;
    private static final int SLOTS = 1 << 12;

    private final @Nullable String[] slots = new String[SLOTS];

    /** The part of the text as a string. */
    String of(String text, int from, int end) {
        int length = end - from;
        if (length > LONGEST) {
            return text.substring(from, end);
        }
        int hash = length;
        for (int i = from; i < end; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int slot = (hash ^ hash >>> 12) & SLOTS - 1;
        String known = slots[slot];
        if (known != null && known.length() == length && text.startsWith(known, from)) {
            return known;
        }
        String word = text.substring(from, end);
        slots[slot] = word;
        return word;
    }
}
