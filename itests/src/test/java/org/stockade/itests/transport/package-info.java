/** What every transport on sockets must stand, on each of them. */
@NullMarked
package org.stockade.itests.transport;

import org.jspecify.annotations.NullMarked;
