/**
 * The portable transport, and what every endpoint is made of: buffers, limits, waits.
 *
 * <p>A {@link org.stockade.engine.internal.transport.Wire} moves bytes without waiting; {@link
 * org.stockade.engine.internal.transport.BufferedEndpoint} adds the waiting, the buffers and the
 * rules, alike for sockets, for a child's payload and for the memory endpoints of tests.
 */
@NullMarked
package org.stockade.engine.internal.transport;

import org.jspecify.annotations.NullMarked;
