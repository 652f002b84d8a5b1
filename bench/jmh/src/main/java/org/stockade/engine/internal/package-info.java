/** Benchmarks of the engine's own steps. */
@NullMarked
package org.stockade.engine.internal;

import org.jspecify.annotations.NullMarked;
