package org.stockade.access;

import java.time.Instant;

/**
 * Why and since when a proxy gets no new sessions.
 *
 * @param bundle symbolic name and version of the bundle, all of whose proxies it concerns
 */
public record Quarantine(String proxy, String bundle, Instant since, String why) {}
