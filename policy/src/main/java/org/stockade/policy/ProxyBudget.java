package org.stockade.policy;

/**
 * What one proxy may use before its bundle is contained; {@link #NO_LIMIT} where nothing bounds it.
 *
 * @param sessions at once, 1 or more; as a child each counts as one
 * @param buffered bytes that its sessions hold, in buffers of endpoints and in spools
 * @param cpu percent of the time of all event loops, 1 to 100
 * @param errorsPerMinute faults of its own code within a minute, 1 or more
 */
public record ProxyBudget(long sessions, long buffered, long cpu, long errorsPerMinute) {
    /** In place of a number: there is no limit. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** Where the policy says nothing: only a bundle that fails all the time is contained. */
    public static final ProxyBudget DEFAULT = new ProxyBudget(NO_LIMIT, NO_LIMIT, NO_LIMIT, 100);
}
