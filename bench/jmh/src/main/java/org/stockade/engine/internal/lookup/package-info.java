/** Benchmarks of finding the zone of an address and the rule of a connection. */
@NullMarked
package org.stockade.engine.internal.lookup;

import org.jspecify.annotations.NullMarked;
