package org.stockade.engine.internal;

import java.time.InstantSource;
import org.stockade.engine.internal.match.Freshness;

/**
 * What decides about a connection and stands in no policy.
 *
 * @param clock says which times of rules hold
 * @param hosts the addresses of host names that policies use
 * @param absences why proxies are not there
 * @param freshness files and addresses that matchers look at
 */
record Outside(InstantSource clock, HostNames hosts, Absences absences, Freshness freshness) {}
