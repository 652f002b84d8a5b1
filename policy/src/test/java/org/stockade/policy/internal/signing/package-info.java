@NullMarked
package org.stockade.policy.internal.signing;

import org.jspecify.annotations.NullMarked;
