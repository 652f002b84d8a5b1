package org.stockade.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.access.Firewall.PolicyReport;

/**
 * Changing the policy with a way back. What is asked for by a user is done as a whole or not at
 * all, and noted in the history. Any thread may call it; one change is made at a time.
 */
@ProviderType
public interface PolicyChanges {
    /** Shortest time a commit may wait for its confirmation. */
    Duration SHORTEST = Duration.ofSeconds(5);

    /** Longest time a commit may wait for its confirmation. */
    Duration LONGEST = Duration.ofDays(1);

    /** What is different in a policy from the one in force; changes nothing. */
    Comparison diff(String origin, String text);

    /**
     * As {@link Firewall#load}, in the name of a user; refused while a commit waits for its
     * confirmation.
     */
    PolicyReport load(String user, String origin, String text);

    /**
     * Loads a policy that goes back by itself, to the policy and the proxy bundles of before,
     * unless it is confirmed in time, also across a restart where there is a state folder. Refused
     * while another waits.
     *
     * @param within from {@link #SHORTEST} to {@link #LONGEST}, else an error says so
     */
    PolicyReport commit(String user, String origin, String text, Duration within);

    /** Ends the waiting: what was committed stays. An error says that nothing waits. */
    PolicyReport confirm(String user);

    /**
     * Goes back. Where a commit waits: to policy and proxy bundles of before it, at once, and no
     * number may be given. Else to the policy of that entry of the history, or, without a number,
     * to the newest that is another than the one in force and was no commit that nobody confirmed.
     */
    PolicyReport rollback(String user, OptionalLong number);

    /** What was in force, newest first; at most 100 entries. */
    List<Entry> history();

    /** The policy of an entry of the history; empty if there is none or its text is gone. */
    Optional<String> text(long number);

    /** The commit that waits for its confirmation. */
    Optional<Pending> pending();

    /** What serves instead of the policy that was to be started, if anything does. */
    Optional<Fallback> fallback();

    /** Whether all this outlives a restart. */
    boolean isKept();

    /**
     * Has changes told that nobody asks for at their time: a commit that goes back by itself, in
     * this process or at its start, or that was to and cannot, once for all tries of a process.
     * Those of which nobody has been told yet are told in this call; of two who ask, the latter is
     * told.
     *
     * @param told gets the entry of the history, of kind {@code expired} or {@code not-taken-back};
     *     must not wait
     */
    Telling tell(Consumer<Entry> told);

    /** Somebody is told until it is closed. */
    interface Telling extends AutoCloseable {
        @Override
        void close();
    }

    /** What is done to a value. */
    enum Op {
        ADD,
        REMOVE,
        REPLACE
    }

    /**
     * One difference.
     *
     * @param path keys from the root of the document: {@code services}, {@code web-out}, {@code
     *     max-sessions}; a rule's key is its id
     * @param before the value as JSON; empty where there was none
     * @param after likewise
     */
    record Change(Op op, List<String> path, String before, String after) {
        public Change {
            path = List.copyOf(path);
        }
    }

    /**
     * What a comparison found.
     *
     * @param errors of the new policy; there are no changes then
     */
    record Comparison(List<String> errors, List<Change> changes) {}

    /**
     * One entry of the history.
     *
     * @param number grows for ever
     * @param user who asked for it; {@code -}: code, through {@link Firewall#load}
     * @param kind {@code start}, {@code load}, {@code commit}, {@code confirm}, {@code rollback},
     *     {@code expired} or {@code not-taken-back}, which changed nothing
     * @param origin what the policy is called: a file name
     * @param hash SHA-256 of its text, hexadecimal
     * @param summary how it differs from what was in force before, or why it could not go back
     */
    record Entry(
            long number,
            Instant time,
            String user,
            String kind,
            String origin,
            String hash,
            String summary) {}

    /**
     * A commit that waits.
     *
     * @param number of its entry in the history
     * @param left until it goes back; zero: it cannot, and it is tried again every 10 s
     */
    record Pending(long number, String user, String origin, String hash, Duration left) {}

    /**
     * What serves instead of the policy that was to be started.
     *
     * @param refused what was to be started: a file name
     * @param errors why it was not, a line a problem
     * @param hash of what serves
     * @param since when that was loaded first
     */
    record Fallback(String refused, List<String> errors, String hash, Instant since) {}
}
