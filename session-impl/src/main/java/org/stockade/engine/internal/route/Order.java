package org.stockade.engine.internal.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.stockade.chain.Targets;
import org.stockade.endpoint.SockAddr;

/** In which order a chainer tries the targets of one attempt. */
public sealed interface Order {
    /**
     * All of them, each once.
     *
     * @param turn the number of this attempt
     */
    List<SockAddr> of(List<SockAddr> targets, Targets known, long turn);

    /** The targets that it weighs, and what each weighs; of others nothing is said. */
    default Map<SockAddr, Integer> weights() {
        return Map.of();
    }

    /** As the policy names them: the first that works gets everything. */
    record AsNamed() implements Order {
        @Override
        public List<SockAddr> of(List<SockAddr> targets, Targets known, long turn) {
            return targets;
        }
    }

    /** Each attempt begins at the next one. */
    record InTurn() implements Order {
        @Override
        public List<SockAddr> of(List<SockAddr> targets, Targets known, long turn) {
            return from(targets, Math.floorMod(turn, targets.size()));
        }
    }

    /**
     * Each gets as many of the attempts as its weight says: exactly so within as many attempts as
     * the weights add up to, and well mixed.
     *
     * @param weights 1 where a target has none
     */
    record ByWeight(Map<SockAddr, Integer> weights) implements Order {
        public ByWeight {
            weights = Map.copyOf(weights);
        }

        @Override
        public List<SockAddr> of(List<SockAddr> targets, Targets known, long turn) {
            int total = targets.stream().mapToInt(this::weight).sum();
            int left = Math.floorMod(turn * stride(total), total);
            for (int i = 0; i < targets.size(); i++) {
                left -= weight(targets.get(i));
                if (left < 0) {
                    return from(targets, i);
                }
            }
            throw new IllegalStateException("the weights of " + targets + " are not their sum");
        }

        private int weight(SockAddr target) {
            return weights.getOrDefault(target, 1);
        }

        /** Steps of the golden section mix best; without a common divisor they miss no place. */
        private static long stride(int total) {
            int stride = Math.max(1, (int) Math.round(total * 0.618));
            while (commonDivisor(stride, total) != 1) {
                stride++;
            }
            return stride;
        }

        private static int commonDivisor(int a, int b) {
            return b == 0 ? a : commonDivisor(b, a % b);
        }
    }

    /**
     * The one with the fewest connections for its weight first; among equals each in its turn.
     *
     * @param weights 1 where a target has none
     */
    record ByLoad(Map<SockAddr, Integer> weights) implements Order {
        public ByLoad {
            weights = Map.copyOf(weights);
        }

        @Override
        public List<SockAddr> of(List<SockAddr> targets, Targets known, long turn) {
            // Asked once each: what changes while it is sorted would have no order.
            List<Loaded> loads =
                    from(targets, Math.floorMod(turn, targets.size())).stream()
                            .map(each -> new Loaded(each, load(each, known)))
                            .sorted(Comparator.comparingDouble(Loaded::load))
                            .toList();
            return loads.stream().map(Loaded::target).toList();
        }

        private double load(SockAddr target, Targets known) {
            return (double) known.connections(target) / weights.getOrDefault(target, 1);
        }

        private record Loaded(SockAddr target, double load) {}
    }

    /** All of them, beginning at this one. */
    private static List<SockAddr> from(List<SockAddr> targets, int first) {
        if (first == 0) {
            return targets;
        }
        List<SockAddr> turned = new ArrayList<>(targets.size());
        turned.addAll(targets.subList(first, targets.size()));
        turned.addAll(targets.subList(0, first));
        return turned;
    }
}
