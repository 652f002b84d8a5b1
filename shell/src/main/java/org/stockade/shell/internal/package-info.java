/**
 * The commands of an operator, for Gogo and for the control socket, and what a launcher needs of
 * the inside of the framework. Everything goes through {@link org.stockade.access.Firewall}.
 */
@NullMarked
package org.stockade.shell.internal;

import org.jspecify.annotations.NullMarked;
