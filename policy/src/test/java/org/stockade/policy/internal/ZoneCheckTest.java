package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stockade.session.Zone;

/** spec/core.md section 6: zones, their subnets and their tree. */
class ZoneCheckTest {
    private static final String HEAD =
            "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\n";

    @Test
    void parentMayStandBelow() {
        List<Zone> zones =
                Documents.policy(
                                HEAD
                                        + """
                                        zones:
                                          desk:   { parent: office, subnets: 10.1.2.3 }
                                          office: { parent: all }
                                          all:
                                        """)
                        .zones();

        assertThat(zones).extracting(Zone::name).containsExactly("desk", "office", "all");
        assertThat(zones).extracting(Zone::depth).containsExactly(2, 1, 0);
        assertThat(zones.get(0).parent()).containsSame(zones.get(1));
        assertThat(zones.get(0).subnets()).hasToString("[10.1.2.3/32]");
    }

    @Test
    void unknownParentShouldBeRefused() {
        assertThat(Documents.errors(HEAD + "zones: { desk: { parent: offce }, office: {} }"))
                .containsExactly(
                        "t.yaml:3:26: zone \"desk\": unknown zone \"offce\"; did you mean \"office\"?");
        assertThat(Documents.errors(HEAD + "zones: { desk: { parent: somewhere } }"))
                .containsExactly(
                        "t.yaml:3:26: zone \"desk\": unknown zone \"somewhere\"; use desk");
    }

    @Test
    void loopOfParentsShouldBeRefusedOnceAndNameBothPlaces() {
        assertThat(
                        Documents.errors(
                                HEAD
                                        + """
                                        zones:
                                          leaf: { parent: a }
                                          a: { parent: b }
                                          b: { parent: c }
                                          c: { parent: a }
                                        """))
                .containsExactly(
                        "t.yaml:5:16: zone \"a\": parent \"b\" leads back to it, by zone \"c\" at"
                                + " t.yaml:7:3; a zone cannot lie above itself, remove one \"parent\"");
    }

    @Test
    void zoneShouldNotBeItsOwnParent() {
        assertThat(Documents.errors(HEAD + "zones: { a: { parent: a } }"))
                .containsExactly(
                        "t.yaml:3:23: zone \"a\": it is its own parent; name another, or none");
    }

    @Test
    void subnetShouldBelongToOneZone() {
        assertThat(
                        Documents.errors(
                                HEAD
                                        + """
                                        zones:
                                          a: { subnets: [192.168.22.0/24, "fd00::/16"] }
                                          b: { subnets: [192.168.22.15/24, "fd00::1/16", 10.0.0.1, 10.0.0.1/32] }
                                        """))
                .containsExactly(
                        "t.yaml:5:18: zone \"b\": subnet 192.168.22.15/24 is the same as 192.168.22.0/24"
                                + " of zone \"a\" at t.yaml:4:18; a subnet belongs to one zone, remove"
                                + " one",
                        "t.yaml:5:36: zone \"b\": subnet fd00::1/16 is the same as fd00::/16 of zone"
                                + " \"a\" at t.yaml:4:35; a subnet belongs to one zone, remove one",
                        "t.yaml:5:60: zone \"b\": subnet 10.0.0.1/32 is the same as 10.0.0.1/32 of the"
                                + " same zone at t.yaml:5:50; a subnet belongs to one zone, remove one");
    }

    @Test
    void otherPrefixOrFamilyShouldBeAnotherSubnet() {
        assertThat(
                        Documents.errors(
                                HEAD
                                        + """
                                        zones:
                                          a: { subnets: ["0.0.0.0/0", "::/0"] }
                                          b: { subnets: ["0.0.0.0/1", "::/1"] }
                                        """))
                .isEmpty();
    }

    @Test
    void depthShouldHaveNoLimit() {
        StringBuilder text = new StringBuilder(HEAD + "zones:\n  z0: {}\n");
        for (int i = 1; i < 20_000; i++) {
            text.append("  z" + i + ": { parent: z" + (i - 1) + " }\n");
        }

        assertThat(Documents.policy(text.toString()).zones().getLast().depth()).isEqualTo(19_999);
    }

    @Test
    void unusedZoneWithoutSubnetsShouldBeWarnedOf() {
        assertThat(
                        Documents.warnings(
                                HEAD
                                        + """
                                        zones: { a: { parent: b }, b: {}, c: {}, d: {}, e: { parent: d, subnets: 10.0.0.0/8 } }
                                        services: { relay: { proxy: plain, router: inband, to-zones: c } }
                                        rules: [{ from-zone: d, service: relay }]
                                        """))
                .containsExactly("t.yaml:3:10: zone \"a\" is never used; name it, or remove it");
    }
}
