package org.stockade.engine.internal.lookup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.stockade.endpoint.PortRange;
import org.stockade.policy.RulePolicy;

/**
 * Ports, in blocks that a range falls into: each of a power of two and aligned to it, so that 16
 * bits of a port are looked up as those of an address are. A range has 30 blocks at most.
 *
 * <p>It says which rules can match; what a match is worth depends on the whole list of a rule:
 * {@link PortScores}.
 */
final class PortIndex implements ConditionIndex {
    private static final int BITS = 16;

    private final Function<RulePolicy, List<PortRange>> named;
    private final ToIntFunction<Connection> value;
    private final PrefixTable blocks;

    PortIndex(
            List<RulePolicy> rules,
            Function<RulePolicy, List<PortRange>> named,
            ToIntFunction<Connection> value) {
        this.named = named;
        this.value = value;
        this.blocks =
                new PrefixTable(
                        rules.stream()
                                .flatMap(rule -> named.apply(rule).stream())
                                .flatMap(range -> blocks(range).stream())
                                .toList());
    }

    /** The fewest blocks that make up a range. */
    private static List<Prefix> blocks(PortRange range) {
        List<Prefix> blocks = new ArrayList<>();
        for (int low = range.low(); low <= range.high(); ) {
            int aligned = low == 0 ? BITS : Integer.numberOfTrailingZeros(low);
            int fitting = 31 - Integer.numberOfLeadingZeros(range.high() - low + 1);
            int bits = Math.min(aligned, fitting);
            blocks.add(new Prefix(word(low), 0, BITS - bits));
            low += 1 << bits;
        }
        return blocks;
    }

    private static long word(int port) {
        return (long) port << (64 - BITS);
    }

    @Override
    public int size() {
        return blocks.size();
    }

    @Override
    public int[] named(RulePolicy rule) {
        return named.apply(rule).stream()
                .flatMap(range -> blocks(range).stream())
                .mapToInt(blocks::number)
                .distinct()
                .sorted()
                .toArray();
    }

    @Override
    public int find(Connection connection) {
        return blocks.find(word(value.applyAsInt(connection)), 0);
    }

    @Override
    public int wider(int number) {
        return blocks.wider(number);
    }

    @Override
    public int weight(int number) {
        return 0;
    }
}
