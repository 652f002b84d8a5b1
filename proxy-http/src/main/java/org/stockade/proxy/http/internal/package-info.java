/** HTTP/1.1 as forward and as reverse proxy: RFC 9110, RFC 9112. */
@NullMarked
package org.stockade.proxy.http.internal;

import org.jspecify.annotations.NullMarked;
