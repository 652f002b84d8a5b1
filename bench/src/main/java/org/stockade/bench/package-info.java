/**
 * The benchmark: real peers and Stockade on loopback, measured in interleaved rounds. Nobody calls
 * it but {@code bench/run}.
 */
@NullMarked
package org.stockade.bench;

import org.jspecify.annotations.NullMarked;
