/** Matchers. */
@NullMarked
package org.stockade.engine.internal.match;

import org.jspecify.annotations.NullMarked;
