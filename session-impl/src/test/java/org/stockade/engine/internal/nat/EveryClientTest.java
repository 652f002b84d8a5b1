package org.stockade.engine.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.chain.Nat;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.nat.Translation.Addresses;
import org.stockade.session.Subnet;

/** What is refused to all clients, and what may be refused to some. */
class EveryClientTest {
    private static final SockAddr FOUR = SockAddr.parse("203.0.113.1:80");
    private static final SockAddr SIX = SockAddr.parse("[2001:db8:1::1]:80");
    private static final Nat FOURS = fixed("198.51.100.1", "198.51.100.2");
    private static final Nat EMBEDDING =
            new Nat46(new Embedding(96), address("64:ff9b::"), address("::"));
    private static final Nat EXTRACTING = new Nat64(new Embedding(96));

    private static InetAddress address(String text) {
        return SockAddr.of(text, 0).address();
    }

    private static Nat fixed(String... addresses) {
        return new FixedNat(
                Arrays.stream(addresses).map(each -> SockAddr.of(each, 0)).toList(), false);
    }

    private static Optional<String> snat(Nat nat, SockAddr target) {
        return refusal(Optional.of(nat), Optional.empty(), target);
    }

    private static Optional<String> refusal(
            Optional<Nat> snat, Optional<Nat> dnat, SockAddr target) {
        return new EveryClient(new Translation(snat, dnat))
                .refusal(client -> new Addresses(Optional.empty(), target));
    }

    @Test
    void addressesOfOneFamilyShouldReachNoServerOfTheOther() {
        assertThat(snat(FOURS, SIX))
                .contains(
                        "server [2001:db8:1::1]:80 cannot be reached from 198.51.100.1:0: one is of"
                                + " IPv4, the other of IPv6; translate both");
        assertThat(snat(FOURS, FOUR)).isEmpty();
        assertThat(snat(EXTRACTING, FOUR)).isEmpty();
    }

    // A client of IPv6 is refused by NAT46 itself.
    @Test
    void whatDependsOnTheClientsFamilyShouldNameTheClient() {
        assertThat(snat(EMBEDDING, FOUR))
                .contains(
                        "for client 192.0.2.1: server 203.0.113.1:80 cannot be reached from"
                                + " [64:ff9b::c000:201]:0: one is of IPv4, the other of IPv6;"
                                + " translate both");
        assertThat(snat(EMBEDDING, SIX)).isEmpty();
    }

    @Test
    void targetShouldCountAsItIsTranslated() {
        assertThat(refusal(Optional.of(FOURS), Optional.of(EMBEDDING), FOUR))
                .hasValueSatisfying(why -> assertThat(why).contains("64:ff9b::cb00:7101"));
        assertThat(refusal(Optional.of(FOURS), Optional.of(EXTRACTING), SIX)).isEmpty();
        assertThat(refusal(Optional.empty(), Optional.of(EXTRACTING), FOUR))
                .contains("NAT64 translates IPv6 addresses, and 203.0.113.1 is of IPv4");
    }

    @Test
    void clientsOwnAddressShouldReachServersOfItsFamily() {
        EveryClient forged = new EveryClient(Translation.NONE);
        assertThat(forged.refusal(client -> new Addresses(Optional.of(client), SIX))).isEmpty();
        assertThat(forged.refusal(client -> new Addresses(Optional.of(client), FOUR))).isEmpty();
    }

    // Some client may be let through by each of these.
    @Test
    void whatIsNotCertainShouldNotBeTold() {
        Subnet ten = Subnet.parse("10.0.0.0/8");
        List<Nat> unsure =
                List.of(
                        fixed("198.51.100.1", "2001:db8::9"),
                        new HashNat(Map.of(address("10.0.0.1"), address("198.51.100.1")), true),
                        new OneToOneNat(List.of(new OneToOneNat.Range(ten, ten)), true),
                        new GeneralNat(
                                List.of(
                                        new GeneralNat.Row(
                                                Optional.of(ten), Optional.empty(), ten))),
                        (side, pair) -> Optional.of(SockAddr.of("198.51.100.1", 0)));
        for (Nat nat : unsure) {
            assertThat(snat(nat, SIX)).as("%s", nat).isEmpty();
        }
    }
}
