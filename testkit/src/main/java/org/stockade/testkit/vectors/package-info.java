/**
 * Runs conformance vectors: JSON files of inputs and the answers the specification gives. An
 * adapter for each suite asks the product; it holds no answers of its own.
 */
@NullMarked
package org.stockade.testkit.vectors;

import org.jspecify.annotations.NullMarked;
