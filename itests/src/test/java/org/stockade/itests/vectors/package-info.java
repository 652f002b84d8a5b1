/** The conformance vectors, an adapter for each suite. */
@NullMarked
package org.stockade.itests.vectors;

import org.jspecify.annotations.NullMarked;
