package org.stockade.engine.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;

/** Who comes first. */
class OrderTest {
    private static final SockAddr A = SockAddr.parse("203.0.113.1:80");
    private static final SockAddr B = SockAddr.parse("203.0.113.2:80");
    private static final SockAddr C = SockAddr.parse("203.0.113.3:80");

    private final TargetTable table = new TargetTable("web", () -> 0);

    private SockAddr first(Order order, List<SockAddr> targets) {
        List<SockAddr> all = order.of(targets, table, table.nextTurn());
        assertThat(all).containsExactlyInAnyOrderElementsOf(targets);
        return all.getFirst();
    }

    @Test
    void turnsShouldStayEvenWhenManyTakeThemAtOnce() throws Exception {
        Map<SockAddr, Integer> counts = new ConcurrentHashMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3000; i++) {
                threads.submit(
                        () ->
                                counts.merge(
                                        first(new Order.InTurn(), List.of(A, B, C)),
                                        1,
                                        Integer::sum));
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(counts).isEqualTo(Map.of(A, 1000, B, 1000, C, 1000));
    }

    @Test
    void weightsShouldBeExactOverAWholeRound() {
        Order order = new Order.ByWeight(Map.of(A, 5, B, 2));
        Map<SockAddr, Integer> counts = new HashMap<>();
        for (int i = 0; i < 80; i++) {
            counts.merge(first(order, List.of(A, B, C)), 1, Integer::sum);
        }
        assertThat(counts).isEqualTo(Map.of(A, 50, B, 20, C, 10));
    }

    @Test
    void heavyTargetShouldNotHaveAllItsTurnsInARow() {
        Order order = new Order.ByWeight(Map.of(A, 4, B, 4));
        int row = 0;
        SockAddr before = C;
        for (int i = 0; i < 80; i++) {
            SockAddr now = first(order, List.of(A, B));
            row = now.equals(before) ? row + 1 : 1;
            before = now;
            assertThat(row).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void fewestConnectionsForTheWeightShouldComeFirst() {
        table.counter(A).set(4);
        table.counter(B).set(3);
        assertThat(first(new Order.ByLoad(Map.of()), List.of(A, B))).isEqualTo(B);
        assertThat(first(new Order.ByLoad(Map.of(A, 2)), List.of(A, B))).isEqualTo(A);
    }

    @Test
    void equallyLoadedTargetsShouldTakeTurns() {
        Order order = new Order.ByLoad(Map.of());
        assertThat(first(order, List.of(A, B))).isNotEqualTo(first(order, List.of(A, B)));
    }
}
