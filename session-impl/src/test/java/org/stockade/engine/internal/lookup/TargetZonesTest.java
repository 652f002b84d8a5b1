package org.stockade.engine.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.session.Zone;

class TargetZonesTest {
    private static final Zone TOP = new Zone("top", null, List.of());
    private static final Zone LEAF = new Zone("leaf", TOP, List.of());

    @Test
    void emptyListShouldPermitEveryServer() {
        assertThat(TargetZones.permits(Optional.empty(), List.of())).isTrue();
        assertThat(TargetZones.permits(Optional.of(LEAF), List.of())).isTrue();
    }

    // A policy that names no zone means none: who wants any leaves the key out.
    @Test
    void emptyToZonesShouldPermitNoServerAndAbsentOnesEvery() {
        for (Optional<Zone> server : List.of(Optional.of(LEAF), Optional.<Zone>empty())) {
            assertThat(TargetZones.permitted(server, Optional.of(List.of()))).isFalse();
            assertThat(TargetZones.permitted(server, Optional.empty())).isTrue();
        }
        assertThat(TargetZones.permitted(Optional.of(LEAF), Optional.of(List.of("top")))).isTrue();
        assertThat(TargetZones.permitted(Optional.of(TOP), Optional.of(List.of("leaf")))).isFalse();
    }

    @Test
    void listedZoneShouldPermitThoseBelowItAndNotThoseAbove() {
        assertThat(TargetZones.permits(Optional.of(LEAF), List.of("x", "top"))).isTrue();
        assertThat(TargetZones.permits(Optional.of(TOP), List.of("leaf"))).isFalse();
    }

    @Test
    void serverOutsideAllZonesShouldBeRefused() {
        assertThat(TargetZones.permits(Optional.empty(), List.of("top"))).isFalse();
    }
}
