/**
 * What every session changes at its begin and at its end, kept apart by event loop: of a shared
 * number or map each loop would wait, several times a session, for the cache line that another loop
 * has just changed (decision 29).
 */
@NullMarked
package org.stockade.engine.internal.perloop;

import org.jspecify.annotations.NullMarked;
