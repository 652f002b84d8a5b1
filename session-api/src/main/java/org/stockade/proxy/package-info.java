/**
 * What the author of a proxy implements: {@link org.stockade.proxy.ProxyFactory}, found as an OSGi
 * service, makes a {@link org.stockade.proxy.ProxyFactory.Recipe} of one service's settings, and
 * that makes one {@link org.stockade.proxy.Proxy} a session.
 */
@Export
@Version("0.3.0")
@NullMarked
package org.stockade.proxy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
