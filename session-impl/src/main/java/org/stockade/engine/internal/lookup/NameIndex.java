package org.stockade.engine.internal.lookup;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.stockade.policy.RulePolicy;

/** Names and numbers, which fit exactly or not at all. */
final class NameIndex<T> implements ConditionIndex {
    private final Map<T, Integer> numbers = new HashMap<>();
    private final Function<RulePolicy, List<T>> named;
    private final Function<Connection, Optional<T>> value;
    private final int weight;

    NameIndex(
            Collection<RulePolicy> rules,
            int weight,
            Function<RulePolicy, List<T>> named,
            Function<Connection, Optional<T>> value) {
        this.weight = weight;
        this.named = named;
        this.value = value;
        rules.forEach(
                rule ->
                        named.apply(rule)
                                .forEach(each -> numbers.putIfAbsent(each, numbers.size())));
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
        Optional<T> its = value.apply(connection);
        Integer number = its.isPresent() ? numbers.get(its.get()) : null;
        return number == null ? NONE : number;
    }

    @Override
    public int wider(int number) {
        return NONE;
    }

    @Override
    public int weight(int number) {
        return weight;
    }
}
