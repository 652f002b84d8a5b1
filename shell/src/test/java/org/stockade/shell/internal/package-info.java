/** Tests of the shell. */
@NullMarked
package org.stockade.shell.internal;

import org.jspecify.annotations.NullMarked;
