/**
 * The engine's side: what sessions hand on to it ({@link org.stockade.access.Access}, {@link
 * org.stockade.access.SessionWork}) and what shells and embedders ask of it ({@link
 * org.stockade.access.Firewall}). Implemented by the engine; an embedder's test may bring its own
 * {@code Access}.
 */
@Export
@Version("0.3.0")
@NullMarked
package org.stockade.access;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
