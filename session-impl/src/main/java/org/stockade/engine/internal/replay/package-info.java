/**
 * What is remembered of sessions that have ended, so that a candidate policy can be tried on it.
 */
@NullMarked
package org.stockade.engine.internal.replay;

import org.jspecify.annotations.NullMarked;
