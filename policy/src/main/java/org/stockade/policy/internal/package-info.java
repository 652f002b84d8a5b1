/** Reads the policy document: text to nodes, nodes to records, records to a checked policy. */
@NullMarked
package org.stockade.policy.internal;

import org.jspecify.annotations.NullMarked;
