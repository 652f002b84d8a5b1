/**
 * Whether a text matches: lists of hosts, regular expressions, whatever a policy names under {@code
 * matchers}. Third parties implement {@link org.stockade.match.MatcherFactory}, found as an OSGi
 * service, for further kinds; proxies get a {@link org.stockade.match.Matcher} by its name in their
 * settings.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.stockade.match;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
