package org.stockade.engine.internal.revision;

import java.util.Optional;

/**
 * A change of a proxy bundle that was taken back.
 *
 * @param refused hash of the content that is not wanted; empty where the bundle was not there
 * @param former what is wanted in its place; empty: no bundle
 */
public record HeldBack(String location, String refused, Optional<KeptSource> former) {}
