/**
 * What a peer speaks, told by its first bytes.
 *
 * <p>Bundles implement {@link org.stockade.detect.Detector}; the engine calls it where rules with
 * {@code detect} could decide, before a service is chosen.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.stockade.detect;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
