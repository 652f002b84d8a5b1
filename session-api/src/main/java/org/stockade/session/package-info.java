/**
 * The session tree: one {@link org.stockade.session.MasterSession} for each accepted connection and
 * a {@link org.stockade.session.StackedSession} for each proxy at work on it.
 *
 * <p>Proxies call these types. They keep attributes and ids; everything else they hand to the
 * engine behind {@link org.stockade.access.Access}.
 */
@Export
@Version("0.3.0")
@NullMarked
package org.stockade.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
