package org.stockade.engine.internal;

import java.time.InstantSource;

/**
 * What decides about a connection and stands in no policy.
 *
 * @param clock says which times of rules hold
 */
record Outside(InstantSource clock) {}
