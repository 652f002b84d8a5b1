/**
 * Finds out what a client speaks from its first bytes, before rules choose its service. Detectors
 * are pure functions of the bytes so far; {@link org.stockade.engine.internal.detect.Peek} waits
 * for these.
 */
@NullMarked
package org.stockade.engine.internal.detect;

import org.jspecify.annotations.NullMarked;
