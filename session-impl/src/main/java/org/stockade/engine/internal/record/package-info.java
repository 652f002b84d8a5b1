/** The one record that every connection leaves behind. */
@NullMarked
package org.stockade.engine.internal.record;

import org.jspecify.annotations.NullMarked;
