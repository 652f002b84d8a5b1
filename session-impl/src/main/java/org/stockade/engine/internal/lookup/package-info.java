/**
 * Finds the zone of an address and the rule of a connection. Pure and immutable: built once for a
 * generation, asked by any thread without a lock.
 */
@NullMarked
package org.stockade.engine.internal.lookup;

import org.jspecify.annotations.NullMarked;
