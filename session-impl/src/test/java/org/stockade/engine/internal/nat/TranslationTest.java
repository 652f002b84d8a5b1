package org.stockade.engine.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.chain.Nat;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.nat.Translation.Addresses;

/** Which addresses go in, and what becomes of the others: core.md section 10.2. */
class TranslationTest {
    private static final Optional<SockAddr> CLIENT = Optional.of(SockAddr.parse("10.0.0.21:40000"));
    private static final SockAddr SERVER = SockAddr.parse("203.0.113.1:80");
    private static final Nat TO_SIX =
            new FixedNat(List.of(SockAddr.parse("[2001:db8::1]:0")), true);

    private static Addresses from(String local) {
        return new Addresses(Optional.ofNullable(local).map(SockAddr::parse), SERVER);
    }

    private static Optional<Nat> noting(StringBuilder seen) {
        return Optional.of(
                (side, pair) -> {
                    seen.append(side).append(' ').append(pair.of(Nat.Side.SOURCE)).append(' ');
                    seen.append(pair.of(Nat.Side.DESTINATION)).append(';');
                    return Optional.of(SockAddr.parse("192.0.2.1:0"));
                });
    }

    @Test
    void bothShouldTranslateFromTheAddressesBefore() throws Exception {
        StringBuilder seen = new StringBuilder();
        Addresses real =
                new Translation(noting(seen), noting(seen)).of(CLIENT, from("0.0.0.0:2020"));
        assertThat(seen)
                .hasToString(
                        "SOURCE 10.0.0.21:2020 203.0.113.1:80;"
                                + "DESTINATION 10.0.0.21:2020 203.0.113.1:80;");
        assertThat(real.local()).contains(SockAddr.parse("192.0.2.1:0"));
        assertThat(real.remote()).isEqualTo(SockAddr.parse("192.0.2.1:0"));
    }

    @Test
    void forgedAddressShouldBeTheSource() throws Exception {
        StringBuilder seen = new StringBuilder();
        new Translation(noting(seen), Optional.empty()).of(CLIENT, from("10.9.9.9:7"));
        assertThat(seen).hasToString("SOURCE 10.9.9.9:7 203.0.113.1:80;");
    }

    @Test
    void noAnswerShouldLeaveWhatTheRouterSaid() throws Exception {
        Nat silent = (side, pair) -> Optional.empty();
        Translation none = new Translation(Optional.of(silent), Optional.of(silent));
        assertThat(none.of(CLIENT, from("10.9.9.9:0"))).isEqualTo(from("10.9.9.9:0"));
        assertThat(none.of(CLIENT, from(null))).isEqualTo(from(null));
    }

    @Test
    void wildcardShouldFollowTheServersFamilyAndAnAddressCannot() throws Exception {
        Translation six = new Translation(Optional.empty(), Optional.of(TO_SIX));
        assertThat(six.of(CLIENT, from("0.0.0.0:2020")).local())
                .contains(SockAddr.parse("[::]:2020"));
        assertThatThrownBy(() -> six.of(CLIENT, from("10.9.9.9:0")))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("translate both");
    }
}
