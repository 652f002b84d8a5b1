/**
 * Keeps a proxy bundle that does harm from doing more: what its sessions use, its faults, its
 * budgets, and the quarantine it comes to. Knows nothing of sessions and threads; time is handed
 * in.
 */
@NullMarked
package org.stockade.engine.internal.containment;

import org.jspecify.annotations.NullMarked;
