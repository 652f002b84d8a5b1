/**
 * Where a service's server connections go: {@link org.stockade.chain.Router} decides before the
 * proxy starts, {@link org.stockade.chain.Chainer} connects when the proxy asks. Third parties
 * implement both, found as OSGi services of their factories.
 */
@Export
@Version("0.2.0")
@NullMarked
package org.stockade.chain;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
