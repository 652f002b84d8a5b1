/**
 * Runs every proxy bundle from a private copy, so that nothing done to the bundle touches a live
 * session.
 *
 * <p>The bundle that people install, update and stop is a {@link
 * org.stockade.engine.internal.revision.Source}. {@link
 * org.stockade.engine.internal.revision.ProxyBundles} installs a {@link
 * org.stockade.engine.internal.revision.Copy} of it and publishes its factories in a {@link
 * org.stockade.engine.internal.revision.Snapshot}; the copy is uninstalled when nobody holds it any
 * more. The engine sees {@link org.stockade.engine.internal.revision.RevisionSource} alone.
 *
 * <p>No lock of this package is held over a call into the framework: the framework holds locks of
 * its own while it tells us of an event.
 */
@NullMarked
package org.stockade.engine.internal.revision;

import org.jspecify.annotations.NullMarked;
