/** How host names become addresses: core.md section 12. */
@NullMarked
package org.stockade.engine.internal.resolve;

import org.jspecify.annotations.NullMarked;
