/**
 * What every transport is made of: buffers, limits, waits, TLS.
 *
 * <p>A {@link org.stockade.transport.Wire} moves bytes without waiting; {@link
 * org.stockade.transport.BufferedEndpoint} adds the waiting, the buffers and the rules, alike for
 * sockets, for a child's payload and for the memory endpoints of tests. Whoever writes a transport
 * implements wires; the engine and tests make endpoints of them. Proxies never see this package.
 */
@Export
@Version("0.3.0")
@NullMarked
package org.stockade.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
