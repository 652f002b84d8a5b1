/** What the benchmarks share. */
@NullMarked
package org.stockade.bench.jmh;

import org.jspecify.annotations.NullMarked;
