/** Whether a jar is signed by somebody whom the policy trusts. */
@NullMarked
package org.stockade.policy.internal.signing;

import org.jspecify.annotations.NullMarked;
