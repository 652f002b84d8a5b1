/**
 * The shapes of proxies to come. They compile against the contracts and are played on the engine,
 * so that a proxy for FTP, SMTP, TLS or HTTP/2 needs no change of either.
 */
@NullMarked
package org.stockade.testkit.skeletons;

import org.jspecify.annotations.NullMarked;
