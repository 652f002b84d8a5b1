/** Who clients are, and what they may: core.md section 15. It outlives generations. */
@NullMarked
package org.stockade.engine.internal.auth;

import org.jspecify.annotations.NullMarked;
