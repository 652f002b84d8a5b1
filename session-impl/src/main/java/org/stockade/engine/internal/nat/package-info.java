/** Translation of the addresses of server connections: core.md section 11. */
@NullMarked
package org.stockade.engine.internal.nat;

import org.jspecify.annotations.NullMarked;
