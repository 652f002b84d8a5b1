package org.stockade.access;

import java.util.List;
import java.util.Optional;

/**
 * What the sessions of a proxy use, over all generations and copies of its bundle's version.
 *
 * @param bundle symbolic name and version of the bundle that serves new sessions; empty if none
 *     does
 * @param budgets {@code sessions}, {@code buffered} in bytes, {@code cpu} in percent of the time of
 *     all event loops, {@code errors-per-minute}
 */
public record ProxyUse(
        String name,
        String bundle,
        String state,
        Optional<Quarantine> quarantine,
        List<Budgeted> budgets) {}
