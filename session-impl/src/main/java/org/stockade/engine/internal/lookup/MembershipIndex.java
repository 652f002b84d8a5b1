package org.stockade.engine.internal.lookup;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.stockade.policy.RulePolicy;

/** Names of which a connection may have several at once; it tells the closest first. */
final class MembershipIndex implements ConditionIndex {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, Integer> weights = new HashMap<>();
    private final Function<RulePolicy, List<String>> named;
    private final Function<Connection, List<String>> values;

    MembershipIndex(
            Collection<RulePolicy> rules,
            Function<RulePolicy, List<String>> named,
            Function<Connection, List<String>> values) {
        this(rules, named, values, name -> 1);
    }

    /**
     * Likewise.
     *
     * @param weight what a match by a name is worth, positive
     */
    MembershipIndex(
            Collection<RulePolicy> rules,
            Function<RulePolicy, List<String>> named,
            Function<Connection, List<String>> values,
            ToIntFunction<String> weight) {
        this.named = named;
        this.values = values;
        rules.forEach(
                rule ->
                        named.apply(rule)
                                .forEach(each -> numbers.putIfAbsent(each, numbers.size())));
        numbers.forEach((name, number) -> weights.put(number, weight.applyAsInt(name)));
    }

    @Override
    public int size() {
        return numbers.size();
    }

    @Override
    public int[] named(RulePolicy rule) {
        return named.apply(rule).stream().mapToInt(numbers::get).distinct().sorted().toArray();
    }

    @Override
    public int find(Connection connection) {
        return NONE;
    }

    @Override
    public int[] further(Connection connection) {
        List<String> its = values.apply(connection);
        return its.isEmpty()
                ? RuleValues.NOTHING
                : its.stream()
                        .filter(numbers::containsKey)
                        .mapToInt(numbers::get)
                        .distinct()
                        .toArray();
    }

    @Override
    public int wider(int number) {
        return NONE;
    }

    @Override
    public int weight(int number) {
        return weights.getOrDefault(number, 0);
    }
}
