package org.stockade.engine.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.policy.RulePolicy;

/** Core.md section 39, invariant 8. */
class RuleTablePropertyTest {
    private static final int A_POLICY = 2_500;
    private static final int SIZES = 4;

    /**
     * Look-ups in all; {@code -Dstockade.rule.lookups=1000000} for a long run, of which each policy
     * has 2,500.
     */
    private static final int LOOK_UPS = Integer.getInteger("stockade.rule.lookups", 200_000);

    @ParameterizedTest
    @ValueSource(ints = {3, 12, 60, 300})
    void bestRuleShouldBeThatOfTheReference(int size) {
        AtomicInteger matched = new AtomicInteger();
        for (int seed = 0; seed < LOOK_UPS / SIZES / A_POLICY; seed++) {
            RandomRules random = new RandomRules(1000L * size + seed);
            List<RulePolicy> rules = random.rules(size);
            RuleTable table = new RuleTable(rules, random.zones);
            ReferenceRules reference = new ReferenceRules(rules);
            random.connections(
                    A_POLICY,
                    connection -> {
                        List<Integer> ids = ids(table.best(connection));
                        assertThat(ids).as("%s", connection).isEqualTo(reference.best(connection));
                        matched.addAndGet(ids.isEmpty() ? 0 : 1);
                    });
        }
        // Were nearly nothing to match, or everything, the comparison would prove little.
        assertThat(matched.get()).isGreaterThan(5_000);
    }

    @Test
    void orderOfRulesShouldChangeNothing() {
        for (int seed = 0; seed < 20; seed++) {
            RandomRules random = new RandomRules(seed);
            List<RulePolicy> rules = random.rules(80);
            List<RulePolicy> shuffled = new ArrayList<>(rules);
            Collections.shuffle(shuffled, random.random);
            RuleTable one = new RuleTable(rules, random.zones);
            RuleTable other = new RuleTable(shuffled, random.zones);
            random.connections(
                    500,
                    connection ->
                            assertThat(one.best(connection)).isEqualTo(other.best(connection)));
        }
    }

    @Test
    void findingsShouldHaveTheBestRuleAmongThoseThatMatch() {
        RandomRules random = new RandomRules(7);
        List<RulePolicy> rules = random.rules(60);
        RuleTable table = new RuleTable(rules, random.zones);
        random.connections(
                2_000,
                connection -> {
                    Optional<Score> highest =
                            table.findings(connection).stream()
                                    .flatMap(finding -> finding.score().stream())
                                    .max(Score::compareTo);
                    assertThat(table.best(connection).isPresent()).isEqualTo(highest.isPresent());
                    table.best(connection)
                            .ifPresent(
                                    match ->
                                            assertThat(table.findings(connection))
                                                    .contains(
                                                            new RuleFinding(
                                                                    match.rule(),
                                                                    List.of(),
                                                                    highest)));
                    assertThat(table.findings(connection))
                            .allMatch(it -> it.failed().isEmpty() == it.score().isPresent());
                });
    }

    private static List<Integer> ids(Optional<RuleTable.Match> match) {
        List<Integer> ids = new ArrayList<>();
        match.ifPresent(
                found -> {
                    ids.add(found.rule().id());
                    ids.addAll(found.collided());
                });
        return ids;
    }
}
