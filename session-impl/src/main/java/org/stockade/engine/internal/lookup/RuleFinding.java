package org.stockade.engine.internal.lookup;

import java.util.Optional;
import org.stockade.policy.RulePolicy;

/**
 * What became of one rule for one connection. Exactly one of the two is there.
 *
 * @param failed the first group of conditions that did not match
 * @param score how closely the rule fits
 */
public record RuleFinding(RulePolicy rule, Optional<Group> failed, Optional<Score> score) {}
