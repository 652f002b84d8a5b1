package org.stockade.engine.internal.lookup;

import org.stockade.policy.RulePolicy;

/**
 * The values that the rules of a policy name in one condition, numbered from 0. The ones that fit a
 * connection form a chain, from the closest to the widest.
 */
interface ConditionIndex {
    int NONE = -1;

    /** How many values there are. */
    int size();

    /** The numbers of what this rule names, ascending. */
    int[] named(RulePolicy rule);

    /** The closest value that fits the connection, or {@link #NONE}. */
    int find(Connection connection);

    /** Values besides that fit the connection, in no order among each other; none are wider. */
    default int[] further(Connection connection) {
        return RuleValues.NOTHING;
    }

    /** The next wider value that fits whatever this one fits, or {@link #NONE}. */
    int wider(int number);

    /** What a match by this value is worth: the component of {@link Score}. */
    int weight(int number);
}
