package org.stockade.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Trying a candidate policy on the sessions that are on record. */
public final class Replay {
    private Replay() {}

    /**
     * What is asked for.
     *
     * @param since how far back sessions began: 1 s to 3650 days
     * @param examples sessions that are shown of each kind of change: 0 to {@value #MOST_EXAMPLES}
     */
    public record Order(Duration since, int examples) {
        public static final Duration LONGEST = Duration.ofDays(3650);
        public static final int MOST_EXAMPLES = 10_000;

        /**
         * @throws IllegalArgumentException if a value is out of its range
         */
        public Order {
            if (since.compareTo(Duration.ofSeconds(1)) < 0 || since.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "replay: since "
                                + since.toSeconds()
                                + " s is out of range; use 1s to 3650d");
            }
            if (examples < 0 || examples > MOST_EXAMPLES) {
                throw new IllegalArgumentException(
                        "replay: examples "
                                + examples
                                + " is out of range; use 0 to "
                                + MOST_EXAMPLES);
            }
        }
    }

    /** What becomes of a session. */
    public enum Effect {
        /** It was permitted and would be refused. */
        REFUSED,
        /** It was refused and would be permitted. */
        PERMITTED,
        /** Another service would take it. */
        SERVICE,
        /** The same service would connect it to another server. */
        TARGET,
        /** It would be refused as before, but the client would be shown it in another way. */
        REFUSAL,
        /** The record does not say enough. */
        UNDECIDED
    }

    /**
     * One session.
     *
     * @param start when it was accepted
     * @param target the server it had, as named where the protocol named it; empty: none
     */
    public record Example(
            Instant start, String listener, String client, String aim, String target) {}

    /**
     * Sessions of which the same becomes.
     *
     * @param before what they were
     * @param after what they would be, or why that is not known
     * @param sessions how many
     * @param examples the first of them
     */
    public record Group(
            Effect effect, String before, String after, long sessions, List<Example> examples) {
        public Group {
            examples = List.copyOf(examples);
        }
    }

    /** How many sessions an effect has. */
    public record Count(Effect effect, long sessions) {}

    /**
     * What a replay found.
     *
     * @param errors of the candidate, a line each; nothing was replayed then
     * @param sessions that are on record for the time
     * @param same of those, as before
     * @param counts of each effect, in the order of {@link Effect}
     * @param groups the largest of each effect first, at most 1000
     * @param notes what was left out of account, a line each
     */
    public record Report(
            List<String> errors,
            long sessions,
            long same,
            List<Count> counts,
            List<Group> groups,
            List<String> notes) {
        public Report {
            errors = List.copyOf(errors);
            counts = List.copyOf(counts);
            groups = List.copyOf(groups);
            notes = List.copyOf(notes);
        }

        /** How many sessions an effect has. */
        public long of(Effect effect) {
            return counts.stream()
                    .filter(each -> each.effect() == effect)
                    .mapToLong(Count::sessions)
                    .sum();
        }

        /** Whether anything would change for a session, as far as that is known. */
        public boolean changes() {
            return sessions != same + of(Effect.UNDECIDED);
        }

        /** A replay that was not made. */
        public static Report refused(List<String> errors) {
            return new Report(errors, 0, 0, List.of(), List.of(), List.of());
        }
    }
}
