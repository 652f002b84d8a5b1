package org.stockade.engine.internal.lookup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Zone;

/** Zones, which fit a connection also by the zones above its own; the deepest one counts. */
final class ZoneIndex implements ConditionIndex {
    private final Function<RulePolicy, List<String>> named;
    private final Function<Connection, Optional<Zone>> value;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Zone> byNumber = new ArrayList<>();

    /**
     * By the name of any zone: itself where rules name it, else the next one above that they do.
     */
    private final Map<String, Integer> nearest = new HashMap<>();

    ZoneIndex(
            List<RulePolicy> rules,
            List<Zone> zones,
            Function<RulePolicy, List<String>> named,
            Function<Connection, Optional<Zone>> value) {
        this.named = named;
        this.value = value;
        Set<String> wanted =
                rules.stream()
                        .flatMap(rule -> named.apply(rule).stream())
                        .collect(Collectors.toSet());
        for (Zone zone : zones) {
            if (wanted.contains(zone.name())) {
                numbers.put(zone.name(), byNumber.size());
                byNumber.add(zone);
            }
        }
        zones.forEach(zone -> nearest.put(zone.name(), above(Optional.of(zone))));
    }

    /** The first named zone on the way up from this one. */
    private int above(Optional<Zone> zone) {
        for (Optional<Zone> at = zone; at.isPresent(); at = at.get().parent()) {
            Integer number = numbers.get(at.get().name());
            if (number != null) {
                return number;
            }
        }
        return NONE;
    }

    @Override
    public int size() {
        return byNumber.size();
    }

    @Override
    public int[] named(RulePolicy rule) {
        return named.apply(rule).stream().mapToInt(numbers::get).distinct().sorted().toArray();
    }

    @Override
    public int find(Connection connection) {
        Optional<Zone> zone = value.apply(connection);
        if (zone.isEmpty()) {
            return NONE;
        }
        Integer known = nearest.get(zone.get().name());
        return known == null ? above(zone) : known;
    }

    @Override
    public int wider(int number) {
        return above(byNumber.get(number).parent());
    }

    @Override
    public int weight(int number) {
        return byNumber.get(number).depth() + 1;
    }
}
