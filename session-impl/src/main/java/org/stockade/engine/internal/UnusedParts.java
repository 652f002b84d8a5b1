package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stockade.policy.MatcherPolicy;
import org.stockade.policy.Policy;
import org.stockade.policy.ResolverPolicy;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.ServicePolicy;
import org.stockade.policy.SettingsNode;

/**
 * Matchers and resolvers that nothing names. That settings of proxies and matchers name them is
 * known when these have been read; the parser warns of the rest.
 */
record UnusedParts(Policy policy, MatcherCompiler named) {
    /** A line each, with its place in front. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Set<String> byRules = new HashSet<>();
        for (RulePolicy rule : policy.rules()) {
            byRules.addAll(rule.detect());
            byRules.addAll(rule.toHosts());
        }
        for (MatcherPolicy each : policy.matchers()) {
            if (!named.isNamed(each.name())
                    && !byRules.contains(RulePolicy.DETECT_MATCHER + each.name())
                    && !byRules.contains(RulePolicy.HOST_MATCHER + each.name())) {
                warnings.add(warning(each.with(), "matcher", each.name()));
            }
        }
        if (!policy.matchers().isEmpty()) {
            policy.resolvers().stream()
                    .filter(each -> !isUsed(each))
                    .forEach(each -> warnings.add(warning(each.with(), "resolver", each.name())));
        }
        return warnings;
    }

    private boolean isUsed(ResolverPolicy resolver) {
        return named.asks(resolver.name())
                || policy.hostResolvers().containsValue(resolver.name())
                || policy.services().stream()
                        .map(ServicePolicy::resolver)
                        .anyMatch(name -> name.filter(resolver.name()::equals).isPresent());
    }

    private static String warning(SettingsNode at, String kind, String name) {
        return at.place() + ": " + kind + " \"" + name + "\" is never used; name it, or remove it";
    }
}
