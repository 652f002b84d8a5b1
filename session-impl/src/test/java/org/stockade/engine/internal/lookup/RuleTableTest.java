package org.stockade.engine.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stockade.engine.internal.lookup.Rules.rule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.Schedule;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

class RuleTableTest {
    private static final Zone OFFICE =
            new Zone("office", null, List.of(Subnet.parse("10.1.0.0/16")));
    private static final Zone SERVERS =
            new Zone("servers", OFFICE, List.of(Subnet.parse("10.1.9.0/24")));
    private static final Optional<ZoneId> UTC = Optional.of(ZoneOffset.UTC);
    private static final Zone WORLD = new Zone("world", null, List.of(Subnet.parse("0.0.0.0/0")));
    private static final List<Zone> ZONES = List.of(OFFICE, SERVERS, WORLD);
    private static final Interface ETH0 =
            new Interface("eth0", 4, Set.of(SockAddr.of("10.1.0.1", 0).address()));

    @Test
    void noRuleShouldMatchNothing() {
        assertThat(table().best(connection("10.1.2.3:4000", "192.0.2.1:80"))).isEmpty();
    }

    @Test
    void ruleWithoutConditionsShouldMatchEverything() {
        assertThat(best(connection("10.1.2.3:4000", "192.0.2.1:80"), rule(5))).isEqualTo(5);
    }

    @Test
    void inboundInterfaceShouldOutrankEverything() {
        assertThat(
                        best(
                                connection("10.1.9.3:4000", "192.0.2.1:80"),
                                rule(1).fromSubnets("10.1.9.3").toPorts("80").protocols(6),
                                rule(2).fromGroups(4)))
                .isEqualTo(2);
    }

    @Test
    void interfaceNameAndGroupShouldOutrankTheNameAlone() {
        assertThat(
                        best(
                                connection("10.1.9.3:4000", "192.0.2.1:80"),
                                rule(1).fromInterfaces("eth0"),
                                rule(2).fromInterfaces("eth0").fromGroups(4)))
                .isEqualTo(2);
    }

    @Test
    void sourcePortShouldOutrankDestinationPort() {
        assertThat(
                        best(
                                connection("10.1.9.3:4000", "192.0.2.1:80"),
                                rule(1).toPorts("80"),
                                rule(2).fromPorts("1024-65535")))
                .isEqualTo(2);
    }

    @Test
    void portShouldCountByTheEntryOfTheLowestEnd() {
        // 80 lies in both entries of rule 1; 70-80 begins lower, so a range matched.
        assertThat(
                        best(
                                connection("10.1.9.3:4000", "192.0.2.1:80"),
                                rule(1).toPorts("80", "70-80"),
                                rule(2).toPorts("80")))
                .isEqualTo(2);
    }

    @Test
    void longerPrefixShouldOutrankAnyZone() {
        assertThat(
                        best(
                                connection("10.1.9.3:4000", "192.0.2.1:80"),
                                rule(1).fromZones("servers"),
                                rule(2).fromSubnets("10.0.0.0/8")))
                .isEqualTo(2);
    }

    @Test
    void deeperZoneShouldOutrankItsParent() {
        assertThat(
                        best(
                                connection("10.1.9.3:4000", "192.0.2.1:80"),
                                rule(1).fromZones("office"),
                                rule(2).fromZones("servers")))
                .isEqualTo(2);
    }

    @Test
    void subnetAndZoneOfOneGroupShouldBeAlternatives() {
        assertThat(
                        best(
                                connection("10.1.2.3:4000", "192.0.2.1:80"),
                                rule(1).fromSubnets("172.16.0.0/12").fromZones("office")))
                .isEqualTo(1);
    }

    @Test
    void ipv4SubnetShouldNotMatchAnIpv6Address() {
        assertThat(
                        table(rule(1).fromSubnets("0.0.0.0/0"))
                                .best(connection("[2001:db8::1]:4000", "[2001:db8::2]:80")))
                .isEmpty();
    }

    @Test
    void destinationInterfaceShouldMatchItsOwnAddressesOnly() {
        Rules toEth0 = rule(1).toInterfaces("eth0");
        assertThat(table(toEth0).best(connection("10.1.2.3:4000", "10.1.0.1:80"))).isPresent();
        assertThat(table(toEth0).best(connection("10.1.2.3:4000", "10.1.0.2:80"))).isEmpty();
    }

    @Test
    void listenerShouldFilterWithoutScore() {
        assertThat(
                        best(
                                connection("10.1.2.3:4000", "192.0.2.1:80"),
                                rule(1).listeners("surf"),
                                rule(2).toPorts("1-65535")))
                .isEqualTo(2);
        assertThat(
                        table(rule(1).listeners("intake"))
                                .best(connection("10.1.2.3:4000", "192.0.2.1:80")))
                .isEmpty();
    }

    @Test
    void tieShouldGoToTheSmallerIdAndNameTheOthers() {
        RuleTable.Match match =
                table(rule(9), rule(4), rule(7), rule(1).toPorts("443"))
                        .best(connection("10.1.2.3:4000", "192.0.2.1:80"))
                        .orElseThrow();
        assertThat(match.rule().id()).isEqualTo(4);
        assertThat(match.collided()).containsExactly(7, 9);
    }

    @Test
    void findingsShouldNameEveryGroupThatFailed() {
        List<RuleFinding> findings =
                table(
                                rule(3).toPorts("443").toZones("servers"),
                                rule(1).listeners("intake").protocols(17),
                                rule(2).fromZones("world"),
                                rule(4).fromZones("office"))
                        .findings(connection("10.1.2.3:4000", "192.0.2.1:80"));
        assertThat(findings).extracting(finding -> finding.rule().id()).containsExactly(1, 2, 3, 4);
        assertThat(findings)
                .extracting(RuleFinding::failed)
                .containsExactly(
                        List.of(Group.LISTENER, Group.PROTOCOL),
                        List.of(Group.SOURCE_ADDRESS),
                        List.of(Group.DESTINATION_PORT, Group.DESTINATION_ADDRESS),
                        List.of());
    }

    @Test
    void unknownZoneShouldBeRefusedWithItsPlace() {
        assertThatThrownBy(() -> table(rule(3).fromZones("ofice")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("test.yaml:3:1: rule 3 names zone \"ofice\", which the policy lacks");
    }

    @Test
    void idUsedTwiceShouldBeRefused() {
        assertThatThrownBy(() -> table(rule(3), rule(3).toPorts("80")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rule id 3 is already that of");
    }

    // 20,000 rules, each with its own subnet and port, are narrowed down to a handful.
    @Test
    void timeShouldFilterWithoutScore() {
        Rules always = rule(1).fromZones("office");
        Rules atWork =
                rule(2).fromZones("office")
                        .times(new Schedule(EnumSet.of(DayOfWeek.THURSDAY), 0, 60, UTC));
        Connection thursday = connection("10.1.2.3:4000", "172.16.0.1:80");
        assertThat(best(thursday, atWork)).isEqualTo(2);
        assertThat(table(atWork).best(at(thursday, Instant.EPOCH.plusSeconds(3600)))).isEmpty();
        assertThat(table(always, atWork).best(thursday).orElseThrow().collided())
                .containsExactly(2);
    }

    @Test
    void hostNameShouldRankAboveTheLongestPrefix() {
        Rules host = rule(2).toHosts("b.example", "c.example");
        Rules address = rule(1).toSubnets("172.16.0.1").toZones("world");
        Connection both = to(List.of("a.example", "c.example"), Identity.UNKNOWN);
        assertThat(best(both, address, host)).isEqualTo(2);
        assertThat(best(to(List.of("a.example"), Identity.UNKNOWN), address, host)).isEqualTo(1);
        // Yet below the group before it.
        assertThat(best(both, rule(3).fromZones("office"), host)).isEqualTo(3);
    }

    @Test
    void matcherOfTheHostShouldRankBelowItsNameAndAboveTheLongestPrefix() {
        HostMatching hosts =
                (matcher, text) -> text.equals("172.16.0.1") || text.equals("c.example");
        Rules matched = rule(3).toHosts("matcher:ours");
        Rules named = rule(2).toHosts("c.example");
        Rules address = rule(1).toSubnets("172.16.0.1").toZones("world");
        Connection both = to(List.of("a.example", "c.example"), Identity.UNKNOWN);
        assertThat(best(hosts, both, address, matched)).isEqualTo(3);
        assertThat(best(hosts, both, address, matched, named)).isEqualTo(2);
        assertThat(best(HostMatching.NONE, both, address, matched)).isEqualTo(1);
        // One of several alternatives is enough, and the matcher makes it closer.
        Rules several = rule(4).toHosts("matcher:ours").toZones("world");
        assertThat(best(HostMatching.NONE, both, several)).isEqualTo(4);
        assertThat(best(hosts, both, address, several)).isEqualTo(4);
        assertThat(best(HostMatching.NONE, both, address, several)).isEqualTo(1);
    }

    @Test
    void matcherShouldBeAskedOnceAndOnlyWhereAllElseHolds() {
        List<String> asked = new ArrayList<>();
        HostMatching hosts =
                (matcher, text) -> {
                    asked.add(matcher + " " + text);
                    return text.equals("c.example");
                };
        List<RulePolicy> rules = new ArrayList<>();
        for (int id = 1; id <= 5_000; id++) {
            rules.add(
                    rule(id).fromSubnets("10.1.%d.%d".formatted(id / 256, id % 256))
                            .toHosts("matcher:m" + id % 7)
                            .done());
        }
        rules.add(rule(6_000).toHosts("matcher:all").done());
        rules.add(rule(6_001).toHosts("matcher:all").toPorts("443").done());
        RuleTable table = new RuleTable(rules, ZONES, hosts);
        Connection both = to(List.of("a.example", "c.example"), Identity.UNKNOWN);

        assertThat(table.best(both).orElseThrow().rule().id()).isEqualTo(515);
        assertThat(asked).containsExactly("m4 172.16.0.1", "m4 a.example", "m4 c.example");
        asked.clear();
        assertThat(table.best(connection("10.9.9.9:4000", "172.16.0.1:80"))).isEmpty();
        assertThat(asked).containsExactly("all 172.16.0.1");
        assertThat(
                        table.findings(connection("10.1.2.3:4000", "172.16.0.1:80")).stream()
                                .filter(finding -> finding.rule().id() == 515)
                                .findFirst()
                                .orElseThrow()
                                .failed())
                .containsExactly(Group.DESTINATION_ADDRESS);
    }

    @Test
    void userShouldRankAboveGroupAndBothBelowAllElse() {
        Identity ada = new Identity(Optional.of("ada"), List.of("staff", "admins"));
        Rules user = rule(3).users("ada");
        Rules group = rule(2).groups("admins");
        assertThat(best(to(List.of(), ada), group, user)).isEqualTo(3);
        assertThat(best(to(List.of(), ada), rule(4), group)).isEqualTo(2);
        assertThat(best(to(List.of(), ada), user, rule(5).toZones("world"))).isEqualTo(5);
        assertThat(table(user, group).best(to(List.of(), Identity.UNKNOWN))).isEmpty();
        assertThat(table(rule(6).users("ada").groups("guests")).best(to(List.of(), ada)))
                .as("both must hold")
                .isEmpty();
    }

    @Test
    void detectedProtocolShouldRankAboveUserAndBelowTheTarget() {
        Identity ada = new Identity(Optional.of("ada"), List.of());
        Connection hello = to(List.of(), ada).detecting(List.of("tls:a.example", "tls"));
        Rules tls = rule(3).detect("tls");
        assertThat(best(hello, rule(2).users("ada"), tls)).isEqualTo(3);
        assertThat(best(hello, tls, rule(4).detect("tls:a.example"))).isEqualTo(4);
        assertThat(best(hello, tls, rule(5).toZones("world"))).isEqualTo(5);
        assertThat(table(tls).best(to(List.of(), ada))).isEmpty();
        assertThat(table(rule(6).detect("tls:b.example", "http")).best(hello)).isEmpty();
    }

    @Test
    void detectionShouldBeNeededOnlyWhereItCanChangeTheRule() {
        Connection any = to(List.of(), Identity.UNKNOWN);
        Rules http = rule(1).detect("http");
        assertThat(table(http).awaited(any)).isPresent();
        assertThat(table(http, rule(2)).awaited(any)).isPresent();
        assertThat(table(rule(2)).awaited(any)).isEmpty();
        assertThat(table(http, rule(2).toZones("world")).awaited(any)).isEmpty();
        assertThat(table(rule(1).detect("http").fromSubnets("203.0.113.0/24")).awaited(any))
                .isEmpty();
    }

    private static Connection to(List<String> hosts, Identity identity) {
        Connection c = connection("10.1.2.3:4000", "172.16.0.1:80");
        return new Connection(
                c.listener(),
                c.protocol(),
                c.inbound(),
                c.source(),
                c.sourceZone(),
                c.destination(),
                c.destinationZone(),
                hosts,
                identity,
                c.at());
    }

    private static Connection at(Connection c, Instant at) {
        return new Connection(
                c.listener(),
                c.protocol(),
                c.inbound(),
                c.source(),
                c.sourceZone(),
                c.destination(),
                c.destinationZone(),
                c.destinationHosts(),
                c.identity(),
                at);
    }

    @Test
    void lookUpShouldCompareFewOfManyRules() {
        List<RulePolicy> rules = new ArrayList<>();
        for (int id = 1; id <= 20_000; id++) {
            Rules rule = rule(id).listeners("surf").fromZones("office");
            String subnet = "172.%d.%d.0/24".formatted(id / 256, id % 256);
            rules.add(
                    (id % 2 == 0
                                    ? rule.toSubnets(subnet).toPorts("80", "443")
                                    : rule.toPorts(Integer.toString(id)))
                            .done());
        }
        RuleSearch search =
                new RuleTable(rules, ZONES).search(connection("10.1.2.3:4000", "172.3.22.9:80"));
        assertThat(search.result().orElseThrow().rule().id()).isEqualTo(790);
        assertThat(search.compared()).isBetween(1, 20);
    }

    private static RuleTable table(Rules... rules) {
        List<RulePolicy> done = new ArrayList<>();
        for (Rules rule : rules) {
            done.add(rule.done());
        }
        return new RuleTable(done, ZONES);
    }

    private static int best(Connection connection, Rules... rules) {
        return table(rules).best(connection).orElseThrow().rule().id();
    }

    private static int best(HostMatching hosts, Connection connection, Rules... rules) {
        List<RulePolicy> done = Arrays.stream(rules).map(Rules::done).toList();
        return new RuleTable(done, ZONES, hosts).best(connection).orElseThrow().rule().id();
    }

    private static Connection connection(String source, String destination) {
        ZoneTable zones = new ZoneTable(ZONES);
        SockAddr from = SockAddr.parse(source);
        SockAddr to = SockAddr.parse(destination);
        return new Connection(
                "surf",
                6,
                Optional.of(ETH0),
                from,
                zones.find(from.address()),
                to,
                zones.find(to.address()),
                List.of(),
                Identity.UNKNOWN,
                Instant.EPOCH);
    }
}
