package org.stockade.policy;

import java.time.Duration;

/**
 * How a new version of a proxy bundle is tried on some sessions before it serves all.
 *
 * @param share of new sessions that get it, in percent; 1 to 50
 * @param time it is tried for at least so long
 * @param sessions and until at least so many of its sessions have ended
 * @param atMost what has not been shown to be as good by then is withdrawn; not shorter than {@code
 *     time}
 */
public record CanaryPolicy(int share, Duration time, int sessions, Duration atMost) {}
