package org.stockade.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ZoneTest {
    private static final Zone ROOT = new Zone("root", null, List.of());
    private static final Zone CHILD = new Zone("child", ROOT, List.of());
    private static final Zone LEAF = new Zone("leaf", CHILD, List.of(Subnet.parse("10.0.0.0/8")));

    @Test
    void depthShouldCountTheZonesAbove() {
        assertThat(ROOT.depth()).isZero();
        assertThat(LEAF.depth()).isEqualTo(2);
        assertThat(LEAF.parent()).contains(CHILD);
        assertThat(ROOT.parent()).isEmpty();
    }

    @Test
    void zoneShouldLieWithinItselfAndThoseAbove() {
        assertThat(LEAF.isWithin("leaf")).isTrue();
        assertThat(LEAF.isWithin("root")).isTrue();
        assertThat(ROOT.isWithin("leaf")).isFalse();
        assertThat(LEAF.isWithin("other")).isFalse();
    }

    @Test
    void zoneShouldPrintAsItsName() {
        assertThat(LEAF).hasToString("leaf");
        assertThat(LEAF.subnets()).containsExactly(Subnet.parse("10.0.0.0/8"));
    }
}
