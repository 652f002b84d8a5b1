/** Health checks of the firewall and of the framework around it. */
@NullMarked
package org.stockade.health.internal;

import org.jspecify.annotations.NullMarked;
