/**
 * The portable transport: JDK channels on the JDK's own scheduler of virtual threads; and spools.
 */
@NullMarked
package org.stockade.engine.internal.transport;

import org.jspecify.annotations.NullMarked;
