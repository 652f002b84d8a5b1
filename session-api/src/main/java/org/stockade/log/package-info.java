/**
 * Events for the log: one line each, with an id kept for ever and named values. Called by engine
 * and proxies.
 */
@Export
@Version("0.2.0")
@NullMarked
package org.stockade.log;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
