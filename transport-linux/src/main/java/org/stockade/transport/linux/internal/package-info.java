/**
 * The {@code loops} transport: event loops on epoll that carry the virtual threads of their own
 * connections, by calls of the C library through {@code java.lang.foreign}.
 */
@NullMarked
package org.stockade.transport.linux.internal;

import org.jspecify.annotations.NullMarked;
