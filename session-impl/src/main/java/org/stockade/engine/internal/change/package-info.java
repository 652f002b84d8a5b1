/**
 * Changing the policy with a way back: history, last good policy, commits that wait for their
 * confirmation.
 */
@NullMarked
package org.stockade.engine.internal.change;

import org.jspecify.annotations.NullMarked;
