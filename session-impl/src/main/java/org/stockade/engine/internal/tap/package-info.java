/**
 * Files of what passes a node of a live session: pcapng with packets made up around the payload.
 */
@NullMarked
package org.stockade.engine.internal.tap;

import org.jspecify.annotations.NullMarked;
