/**
 * Byte streams to and from peers, and the transport that makes them.
 *
 * <p>Proxies call {@link org.stockade.endpoint.Endpoint}; they implement {@link
 * org.stockade.endpoint.ByteSource} and {@link org.stockade.endpoint.ByteSink} for their children.
 * {@link org.stockade.endpoint.Transport} is implemented by the bundle that moves the bytes and
 * called by the engine alone.
 */
@Export
@Version("0.2.0")
@NullMarked
package org.stockade.endpoint;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
