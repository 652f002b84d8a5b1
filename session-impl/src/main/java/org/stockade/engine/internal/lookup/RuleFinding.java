package org.stockade.engine.internal.lookup;

import java.util.List;
import java.util.Optional;
import org.stockade.policy.RulePolicy;

/**
 * What became of one rule for one connection.
 *
 * @param failed every group of conditions that did not match, in the order they are checked
 * @param score how closely the rule fits; empty where a group failed
 */
public record RuleFinding(RulePolicy rule, List<Group> failed, Optional<Score> score) {
    public RuleFinding {
        failed = List.copyOf(failed);
    }
}
