/** Matchers: the kinds that the engine brings, and what keeps them fresh, core.md section 13. */
@NullMarked
package org.stockade.engine.internal.match;

import org.jspecify.annotations.NullMarked;
