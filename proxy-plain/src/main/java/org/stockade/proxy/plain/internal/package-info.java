/** Any TCP stream, both ways, unread: the plug of the prior art. */
@NullMarked
package org.stockade.proxy.plain.internal;

import org.jspecify.annotations.NullMarked;
