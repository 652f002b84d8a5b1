package org.stockade.engine.internal.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stockade.log.EventLog;

/**
 * Regular expressions in the syntax of RE2, whose time is linear in text and size: no pattern and
 * no text of a peer makes it run away. Immutable.
 */
record Patterns(List<Pattern> all) {
    static final Patterns NONE = new Patterns(List.of());

    /** In one list. */
    static final int MOST = 1000;

    /** Of one pattern, in instructions. */
    static final int LARGEST = 5000;

    /** Of one list: each look-up may cost that many steps a character. */
    static final int LARGEST_SUM = 50_000;

    private static final EventLog LOG = EventLog.of("core");

    Patterns {
        all = List.copyOf(all);
    }

    /** The first one that is found somewhere in the text. */
    Optional<String> in(String text) {
        for (Pattern each : all) {
            if (each.matcher(text).find()) {
                return Optional.of(each.pattern());
            }
        }
        return Optional.empty();
    }

    int size() {
        return all.size();
    }

    /** Reads patterns one after another. */
    static final class Builder {
        private final int flags;
        private final boolean skips;
        private final List<Pattern> all = new ArrayList<>();
        private long sum;
        private int skipped;
        private String firstSkipped = "";

        /**
         * @param ignoreCase whether small and capital letters are the same
         * @param skips whether a wrong pattern is left out, and not an error
         */
        Builder(boolean ignoreCase, boolean skips) {
            this.flags = ignoreCase ? Pattern.CASE_INSENSITIVE : 0;
            this.skips = skips;
        }

        /**
         * Takes a pattern, without blanks at its end.
         *
         * @throws IllegalArgumentException if it is wrong, or there are too many
         */
        void add(String written) {
            String text = written.stripTrailing();
            try {
                compile(text);
            } catch (IllegalArgumentException wrong) {
                if (!skips) {
                    throw wrong;
                }
                firstSkipped = skipped++ == 0 ? String.valueOf(wrong.getMessage()) : firstSkipped;
            }
            if (all.size() > MOST) {
                throw new IllegalArgumentException(
                        "over " + MOST + " patterns; use hosts for names, or fewer");
            }
            if (sum > LARGEST_SUM) {
                throw new IllegalArgumentException(
                        "the patterns up to this one have over "
                                + LARGEST_SUM
                                + " steps; use fewer, or smaller repetitions");
            }
        }

        private void compile(String text) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException(
                        "an empty pattern would match everything; remove it");
            }
            long size = PatternSize.of(text);
            if (size > LARGEST) {
                throw new IllegalArgumentException(
                        quoted(text)
                                + " has about "
                                + size
                                + " steps; use smaller repetitions, up to "
                                + LARGEST);
            }
            try {
                all.add(Pattern.compile(text, flags));
                sum += size;
            } catch (PatternSyntaxException wrong) {
                throw new IllegalArgumentException(
                        quoted(text)
                                + " is no regular expression: "
                                + wrong.getDescription()
                                + "; see the syntax of RE2");
            } catch (RuntimeException wrong) {
                throw new IllegalArgumentException(
                        quoted(text) + " is no regular expression; see the syntax of RE2");
            }
        }

        private static String quoted(String text) {
            return '"' + (text.length() <= 100 ? text : text.substring(0, 100) + "…") + '"';
        }

        /** What was read; what was left out is logged, {@code where} it stood. */
        Patterns end(String where) {
            if (skipped > 0) {
                LOG.warning(
                        "matcher-entries-skipped",
                        null,
                        "the others count",
                        "in",
                        where,
                        "skipped",
                        skipped,
                        "first",
                        firstSkipped);
            }
            return new Patterns(all);
        }
    }
}
