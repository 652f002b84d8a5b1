package org.stockade.engine.internal.lookup;

import java.util.List;
import java.util.function.Function;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Subnet;

/** Subnets, the longest of which counts. */
final class SubnetIndex implements ConditionIndex {
    private final Function<RulePolicy, List<Subnet>> named;
    private final Function<Connection, SockAddr> value;
    private final SubnetTable subnets;

    SubnetIndex(
            List<RulePolicy> rules,
            Function<RulePolicy, List<Subnet>> named,
            Function<Connection, SockAddr> value) {
        this.named = named;
        this.value = value;
        this.subnets =
                new SubnetTable(
                        rules.stream().flatMap(rule -> named.apply(rule).stream()).toList());
    }

    @Override
    public int size() {
        return subnets.size();
    }

    @Override
    public int[] named(RulePolicy rule) {
        return named.apply(rule).stream().mapToInt(subnets::number).distinct().sorted().toArray();
    }

    @Override
    public int find(Connection connection) {
        return subnets.find(value.apply(connection).address());
    }

    @Override
    public int wider(int number) {
        return subnets.wider(number);
    }

    @Override
    public int weight(int number) {
        return subnets.length(number) + 1;
    }
}
