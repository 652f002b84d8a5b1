package org.stockade.engine.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stockade.session.Zone;

/** What the vectors core-zone-permission do not say: zones that say nothing. */
class ZonePermissionTest {
    private static Zone zone(
            String name, @Nullable Zone parent, @Nullable String outbound, boolean umbrella) {
        return new Zone(
                name,
                parent,
                List.of(),
                List.of(),
                new Zone.Services(
                        Optional.ofNullable(outbound).map(List::of), Optional.empty(), umbrella));
    }

    private static Optional<String> refusal(Zone zone, String service) {
        return ZonePermission.OUTBOUND.refusal(Optional.of(zone), service);
    }

    @Test
    void zoneThatSaysNothingShouldLeaveItToTheRules() {
        Zone root = zone("root", null, null, false);
        assertThat(refusal(zone("leaf", root, null, false), "web")).isEmpty();
        assertThat(ZonePermission.OUTBOUND.refusal(Optional.empty(), "web")).isEmpty();
    }

    @Test
    void listOfOneSideShouldNotBindTheOther() {
        Zone zone = zone("root", null, "web", false);
        assertThat(ZonePermission.INBOUND.refusal(Optional.of(zone), "dns")).isEmpty();
        assertThat(refusal(zone, "dns"))
                .contains(
                        "zone \"root\" does not permit service \"dns\", nor does one above it up to an"
                                + " umbrella; name it in outbound-services");
    }

    @Test
    void umbrellaShouldRefuseWhatItDoesNotName() {
        Zone root = zone("root", null, "web", false);
        Zone wall = zone("wall", root, null, true);
        assertThat(refusal(zone("inner", wall, null, false), "web")).isPresent();
        assertThat(refusal(zone("beside", root, null, false), "web")).isEmpty();
    }
}
