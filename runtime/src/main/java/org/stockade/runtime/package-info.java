/**
 * The launcher: starts a framework with the bundles of the distribution and stays outside of it. It
 * sees OSGi's core types and the JDK's, none of ours; what it asks of the inside goes through
 * {@link org.stockade.runtime.Control}.
 */
@NullMarked
package org.stockade.runtime;

import org.jspecify.annotations.NullMarked;
