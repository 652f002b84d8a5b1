/**
 * The routers that come with the engine, and its plain chainer: where to, and from which address.
 */
@NullMarked
package org.stockade.engine.internal.route;

import org.jspecify.annotations.NullMarked;
