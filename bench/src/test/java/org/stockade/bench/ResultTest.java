package org.stockade.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTest {
    private final Contestant haproxy = contestant("haproxy-http", Family.HTTP, false);
    private final Contestant relay = contestant("haproxy-tcp", Family.TCP, false);
    private final Contestant stockade = contestant("stockade-http", Family.HTTP, true);
    private final Result result =
            new Result(
                    new WrkWorkload("http-1k-32", "1 KiB", new Wrk("/1k", 32, 0, true)),
                    List.of(relay, haproxy, stockade));

    private static Contestant contestant(String name, Family family, boolean jvm) {
        return new Contestant(name, family, jvm, place -> Contestant.Command.of("false"));
    }

    private void cpu(Contestant contestant, int round, double cpu) {
        result.add(contestant, round, new Sample(Map.of(Metric.CPU, cpu)));
    }

    @Test
    void ratioShouldBeMadeWithTheSameRoundOfTheSameFamily() {
        cpu(relay, 1, 1);
        cpu(haproxy, 1, 10);
        cpu(haproxy, 3, 40);
        cpu(stockade, 1, 9);
        cpu(stockade, 2, 500);
        cpu(stockade, 3, 20);
        assertThat(result.ratios(stockade, Metric.CPU)).containsExactly(0.9, 0.5);
    }

    @Test
    void tableShouldHoldMediansAndTheMedianOfTheRatios() {
        cpu(haproxy, 1, 10);
        cpu(haproxy, 2, 20);
        cpu(haproxy, 3, 30);
        cpu(stockade, 1, 9);
        cpu(stockade, 2, 10);
        cpu(stockade, 3, 18);
        assertThat(Table.of(result))
                .contains("| haproxy-http | 20.00 | 1.00 (1.00 to 1.00) |")
                .contains("| stockade-http | 10.00 | 0.60 (0.50 to 0.90) |")
                .doesNotContain("haproxy-tcp |");
    }

    @Test
    void goalShouldBeJudgedByTheMedianOfTheRatios() {
        cpu(haproxy, 1, 10);
        cpu(stockade, 1, 9.1);
        assertThat(Summary.goals(List.of(result)))
                .contains(
                        "| http-1k-32 | stockade-http | CPU µs to HAProxy's | 0.91 | 0.90 | missed |");
    }

    @Test
    void growthShouldBeTheCostAtTheLastNumberOfCoresToThatAtTheFirst() {
        cpu(stockade, 1, 20);
        assertThat(Summary.growth(Map.of(1, List.of(result))))
                .contains("| http-1k-32 | stockade-http | 20.00 | |");
        Result two = new Result(result.workload(), List.of(stockade));
        two.add(stockade, 1, new Sample(Map.of(Metric.CPU, 30.0)));
        Map<Integer, List<Result>> both = new java.util.TreeMap<>();
        both.put(1, List.of(result));
        both.put(2, List.of(two));
        assertThat(Summary.growth(both))
                .contains("| http-1k-32 | stockade-http | 20.00 | 30.00 | 1.50 |");
    }

    @Test
    void chartShouldHaveABarForEachWhoWasMeasured() {
        cpu(haproxy, 1, 10);
        cpu(stockade, 1, 5);
        assertThat(Chart.of(result))
                .contains("haproxy-http", "width=\"340.0\"", "stockade-http", "width=\"170.0\"")
                .doesNotContain("haproxy-tcp");
    }
}
