package org.stockade.engine.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.chain.Nat;
import org.stockade.chain.Nat.Pair;
import org.stockade.chain.Nat.Side;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.NatPolicy;
import org.stockade.policy.SettingsNode.Opened;
import org.stockade.policy.internal.YamlPolicyParser;
import org.stockade.proxy.SettingsException;
import org.stockade.session.AccessDeniedException;

/** Core.md section 11, as a policy has it; the vectors have the arithmetic. */
class NatKindTest {
    private static final SockAddr CLIENT = SockAddr.parse("10.0.0.21:40000");
    private static final SockAddr SERVER = SockAddr.parse("203.0.113.1:80");

    private final List<String> errors = new ArrayList<>();

    private Optional<Nat> nat(String written) {
        NatPolicy policy =
                new YamlPolicyParser()
                        .parse(
                                "test.yaml",
                                "stockade: 1\nlisteners: { in: { bind: \"127.0.0.1:1\" } }\nnat:\n"
                                        + "  it: "
                                        + written)
                        .nat()
                        .getFirst();
        Opened with =
                policy.with()
                        .open(
                                (proxy, settings, hold, into) -> {
                                    throw new IllegalStateException("it has no child");
                                });
        try {
            Nat made = NatKind.of(policy.kind()).orElseThrow().configure(with);
            errors.addAll(with.errors());
            return errors.isEmpty() ? Optional.of(made) : Optional.empty();
        } catch (SettingsException refused) {
            errors.addAll(refused.errors());
            return Optional.empty();
        }
    }

    private static Optional<SockAddr> source(Nat nat, SockAddr client) throws Exception {
        return nat.translate(Side.SOURCE, new Pair(Optional.of(client), Optional.of(SERVER)));
    }

    private static Optional<SockAddr> destination(Nat nat, SockAddr server) throws Exception {
        return nat.translate(Side.DESTINATION, new Pair(Optional.of(CLIENT), Optional.of(server)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ general: [] } | at least one",
                "{ general: { mapping: { source: 10.0.0.0/8, mapped: 'fd00::/8' } } } | family",
                "{ static: nowhere } | is no address; use 192.0.2.1",
                "{ random: [192.0.2.1, nowhere] } | is no address; use 192.0.2.1",
                "{ one-to-one: [{ from: 10.1.0.0/16, to: 10.2.0.0/24 }] } | not of one size",
                "{ hash: { ip-hash: { here: 10.0.0.1 } } } | \"here\" is no address",
                "{ hash: { ip-hash: { 10.0.0.2: there } } } | \"there\" is no address",
                "{ nat64: { prefix-mask: 71 } } | prefix-mask 71 is none of 32, 40",
                "{ nat46: { prefix: 192.0.2.1 } } | is no IPv6 prefix",
                "{ nat46: { suffix: '::1' } } | does not fit behind prefix-mask 96",
                "{ nat46: { prefix-mask: 64, suffix: '::1:0:0:0' } } | must be zero"
            })
    void wrongSettingShouldBeAnErrorAtItsPlace(String written, String why) {
        nat(written);
        assertThat(errors)
                .singleElement()
                .asString()
                .startsWith("test.yaml:4:")
                .contains("NAT policy \"it\"", why);
    }

    @Test
    void rowShouldBeOneOfBothAddresses() throws Exception {
        Nat nat =
                nat("{ general: [{ source: 10.0.0.0/24, destination: 203.0.113.0/24,"
                                + " mapped: 192.0.2.0/28 }] }")
                        .orElseThrow();
        assertThat(source(nat, CLIENT)).contains(SockAddr.parse("192.0.2.5:40000"));
        assertThat(source(nat, SockAddr.parse("10.1.0.21:40000"))).isEmpty();
        assertThat(destination(nat, SERVER)).contains(SockAddr.parse("192.0.2.1:80"));
    }

    @Test
    void staticAddressShouldKeepTheServersPortWhereItHasNone() throws Exception {
        assertThat(destination(nat("{ static: 192.0.2.1 }").orElseThrow(), SERVER))
                .contains(SockAddr.parse("192.0.2.1:80"));
        assertThat(destination(nat("{ static: '192.0.2.1:8080' }").orElseThrow(), SERVER))
                .contains(SockAddr.parse("192.0.2.1:8080"));
        assertThat(source(nat("{ static: 192.0.2.1 }").orElseThrow(), CLIENT))
                .contains(SockAddr.parse("192.0.2.1:0"));
    }

    @Test
    void randomAddressShouldStayWithItsPairUnlessItIsNotCacheable() throws Exception {
        String four = "addresses: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4]";
        Nat steady = nat("{ random: { " + four + " } }").orElseThrow();
        Nat free = nat("{ random: { cacheable: false, " + four + " } }").orElseThrow();
        Set<Object> same = new HashSet<>();
        Set<Object> all = new HashSet<>();
        Set<Object> others = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            same.add(source(steady, CLIENT));
            all.add(source(free, CLIENT));
            others.add(source(steady, SockAddr.of("10.0.0." + (i + 1), 1)));
        }
        assertThat(same).hasSize(1);
        assertThat(all).hasSize(4);
        assertThat(others).hasSize(4);
    }

    @Test
    void addressOfTheOtherFamilyShouldBeRefusedByNat46() {
        Nat nat = nat("nat46").orElseThrow();
        assertThatThrownBy(() -> destination(nat, SockAddr.parse("[2001:db8::1]:80")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("NAT46 translates IPv4");
    }
}
