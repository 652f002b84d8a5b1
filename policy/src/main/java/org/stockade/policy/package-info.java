/**
 * The policy document: parsed, checked as a whole and compiled to an immutable {@link
 * org.stockade.policy.Policy}. Called by the engine; nobody else implements anything here.
 */
@Export
@Version("0.4.0")
@NullMarked
package org.stockade.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
