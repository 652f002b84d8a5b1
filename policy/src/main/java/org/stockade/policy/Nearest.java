package org.stockade.policy;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody probably meant. Pure; any thread may call. */
public final class Nearest {
    /**
     * Above so many candidates, or with a longer text, nothing is compared: the cost would be
     * quadratic.
     */
    private static final int MOST_COMPARED = 500;

    private static final int MOST_LISTED = 30;
    private static final int LONGEST = 64;

    private Nearest() {}

    /**
     * What mends an unknown word: the nearest known one, else a list of those there are, or where
     * these are over 30 how many.
     *
     * @param noneKnown said where there are none
     */
    public static String mend(String wrong, Collection<String> known, String noneKnown) {
        if (known.isEmpty()) {
            return noneKnown;
        }
        return orElse(
                wrong,
                known,
                known.size() <= MOST_LISTED
                        ? "use " + alternatives(known)
                        : "none of the " + known.size() + " known ones is similar");
    }

    /** Likewise; {@code otherwise} where none is near. */
    public static String orElse(String wrong, Collection<String> known, String otherwise) {
        return to(wrong, known).map(near -> "did you mean \"" + near + "\"?").orElse(otherwise);
    }

    /** {@code a}, {@code a or b}, {@code a, b or c}. */
    public static String alternatives(Collection<String> words) {
        StringBuilder text = new StringBuilder();
        int left = words.size();
        for (String word : words) {
            text.append(text.isEmpty() ? "" : left == 1 ? " or " : ", ").append(word);
            left--;
        }
        return text.toString();
    }

    /** The nearest known word at most 3 edits away, and at most one in three letters. */
    public static Optional<String> to(String wrong, Collection<String> known) {
        if (wrong.isEmpty() || wrong.length() > LONGEST || known.size() > MOST_COMPARED) {
            return Optional.empty();
        }
        int allowed = Math.clamp(wrong.length() / 3, 1, 3);
        String best = null;
        for (String word : known) {
            if (Math.abs(word.length() - wrong.length()) > allowed) {
                continue;
            }
            int edits = edits(wrong, word);
            if (edits <= allowed) {
                best = word;
                allowed = edits - 1;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Optimal string alignment: insert, delete, replace, swap two neighbours. */
    private static int edits(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
