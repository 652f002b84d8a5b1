/**
 * Whether all is well: small checks, each an OSGi service, that look at the firewall and at what it
 * runs in. Third parties may add their own; shells and adapters call them.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.stockade.health;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
