/** Tests of the launcher. */
@NullMarked
package org.stockade.runtime;

import org.jspecify.annotations.NullMarked;
