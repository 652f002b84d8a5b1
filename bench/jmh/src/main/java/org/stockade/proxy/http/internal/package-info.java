/** Benchmarks of HTTP heads. */
@NullMarked
package org.stockade.proxy.http.internal;

import org.jspecify.annotations.NullMarked;
