package org.stockade.engine.internal.match;

import org.stockade.chain.HostResolver;

/**
 * A resolver of a policy.
 *
 * @param identity equal where the same is written in another policy
 */
public record NamedResolver(Object identity, HostResolver by) {}
