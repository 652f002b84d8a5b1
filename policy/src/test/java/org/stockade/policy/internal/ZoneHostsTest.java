package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.session.Zone;

/** Hosts of zones, and the services that zones permit. */
class ZoneHostsTest {
    private static final String HEAD =
            "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\n"
                    + "services: { web: { proxy: http, router: inband } }\n"
                    + "rules: [{ service: web }]\n";

    private static List<Zone> zones(String written) {
        return Documents.policy(HEAD + "zones:\n" + written.indent(2)).zones();
    }

    private static List<String> errors(String written) {
        return Documents.errors(HEAD + "zones:\n" + written.indent(2));
    }

    @Test
    void hostsShouldBeReadInLowerCaseWithoutTheLastDot() {
        assertThat(zones("partner: { hosts: [WWW.Example.com., db_1] }").getFirst().hosts())
                .containsExactly("www.example.com", "db_1");
    }

    @Test
    void resolverShouldBeOneThatIsDefinedAndForHosts() {
        assertThat(errors("a: { hosts: www.example.com, resolver: lan }\nb: { resolver: lan }"))
                .anyMatch(error -> error.contains("zone \"b\": resolver is for hosts"))
                .anyMatch(error -> error.contains("zone \"a\": unknown resolver \"lan\""));
        assertThat(
                        Documents.policy(
                                        HEAD
                                                + "resolvers: { lan: system }\n"
                                                + "zones: { a: { hosts: WWW.example.com, resolver:"
                                                + " lan } }\n")
                                .hostResolvers())
                .containsExactly(Map.entry("www.example.com", "lan"));
    }

    @Test
    void hostOfTwoZonesShouldBeRefusedWithBothPlaces() {
        assertThat(errors("a: { hosts: www.example.com }\nb: { hosts: [WWW.example.com] }"))
                .containsExactly(
                        "t.yaml:7:16: zone \"b\": host www.example.com is already one of zone \"a\" at"
                                + " t.yaml:6:15; a host belongs to one zone, remove one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | is an address; use a subnet for it",
                "0x7f000001 | is an address; use a subnet for it",
                "'*.example.com' | is not the name of a host",
                "a..b | is not the name of a host",
                "-a.example | is not the name of a host",
                "bücher.example | other scripts as xn--",
                "'fd00::1' | is not the name of a host",
            })
    void whatIsNoHostShouldBeRefused(String written, String told) {
        assertThat(errors("a: { hosts: [\"" + written + "\"] }"))
                .singleElement()
                .asString()
                .contains("zone \"a\": hosts \"" + written + "\"", told);
    }

    @Test
    void hostsShouldBeBounded() {
        String hosts =
                IntStream.range(0, 1001)
                        .mapToObj(i -> "h" + i + ".example")
                        .collect(Collectors.joining(", "));
        assertThat(errors("a: { hosts: [" + hosts + "] }"))
                .singleElement()
                .asString()
                .contains("over 1000 hosts in zones and rules");
    }

    @Test
    void servicesShouldBeReadAndAbsentOnesTellApartFromNone() {
        Zone wall =
                zones(
                                "wall: { outbound-services: [web, '*'], inbound-services: [], umbrella: true }")
                        .getFirst();
        assertThat(wall.services().outbound().orElseThrow()).containsExactly("web", "*");
        assertThat(wall.services().inbound().orElseThrow()).isEmpty();
        assertThat(wall.services().umbrella()).isTrue();
        assertThat(zones("open: {}").getFirst().services()).isEqualTo(Zone.Services.UNASKED);
    }

    @Test
    void unknownServiceShouldBeRefused() {
        assertThat(errors("a: { inbound-services: [wep] }"))
                .containsExactly(
                        "t.yaml:6:27: zone \"a\": unknown service \"wep\"; did you mean \"web\"?");
    }
}
