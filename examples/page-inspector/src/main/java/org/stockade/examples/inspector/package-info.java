/** An inspector stacked on HTTP response bodies. */
@NullMarked
package org.stockade.examples.inspector;

import org.jspecify.annotations.NullMarked;
