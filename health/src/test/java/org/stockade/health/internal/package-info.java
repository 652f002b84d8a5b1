@NullMarked
package org.stockade.health.internal;

import org.jspecify.annotations.NullMarked;
