package org.stockade.engine.internal.revision;

import java.util.Optional;

/**
 * What new sessions are offered at one time.
 *
 * @param number counts publications: the higher is the newer
 * @param stable what serves
 * @param candidate the same with new versions in it that are on trial; empty: none is
 */
public record Offered(long number, Snapshot stable, Optional<Snapshot> candidate) {}
