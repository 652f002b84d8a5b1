/**
 * Who a client is. Third parties implement {@link org.stockade.auth.AuthenticatorFactory}, found as
 * an OSGi service, and the {@link org.stockade.auth.Authenticator} it makes of the settings of a
 * policy; the engine asks it, and keeps lockout, cache and records. A proxy whose protocol carries
 * a dialogue calls {@link org.stockade.auth.Authentication}, which its session has.
 */
@Export
@Version("0.2.0")
@NullMarked
package org.stockade.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
