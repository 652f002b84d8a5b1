/** A line-based text protocol, and a censor stacked on what its client says. */
@NullMarked
package org.stockade.examples.censor;

import org.jspecify.annotations.NullMarked;
