package org.stockade.engine.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.auth.Identity;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.session.AbstractSession;
import org.stockade.session.MasterSession;
import org.stockade.session.Outcome;
import org.stockade.session.Zone;

/** Core.md section 30. */
class SummaryRecordTest {
    @Test
    void refusedConnectionShouldShowWhatIsMissing() {
        MasterSession session = new MasterSession(new NoPolicy());
        session.decide(Outcome.DENIED_BY_POLICY, "no rule matches");
        SummaryRecord record =
                SummaryRecord.of(
                        session, session.begun().plusMillis(1234), Optional.empty(), Traffic.NONE);
        Map<String, String> values = record.values();
        assertThat(values)
                .containsEntry("rule_id", "N/A")
                .containsEntry("client_address", "(NULL)")
                .containsEntry("client_port", "0")
                .containsEntry("server_zone", "(NULL)")
                .containsEntry("verdict", "DENIED_BY_POLICY")
                .containsEntry("info", "no rule matches")
                .containsEntry("auth_user", "(NULL)")
                .containsEntry("duration", "1.234")
                .containsEntry("servers", "0");
    }

    @Test
    void lastServerShouldBeShownAndAllCounted() {
        MasterSession session = new MasterSession(new NoPolicy());
        session.isClientPermitted();
        session.setServerAddress(SockAddr.parse("203.0.113.1:80"));
        session.setServerAddress(SockAddr.parse("[2001:db8::2]:443"));
        session.setServerLocal(SockAddr.parse("[2001:db8::1]:50000"));
        assertThat(
                        SummaryRecord.of(
                                        session,
                                        Instant.now(),
                                        Optional.of("http"),
                                        new Traffic(1, 2, 3, 4))
                                .values())
                .containsEntry("rule_id", "7")
                .containsEntry("server_address", "2001:db8::2")
                .containsEntry("server_port", "443")
                .containsEntry("server_zone", "world")
                .containsEntry("server_local", "2001:db8::1")
                .containsEntry("server_local_port", "50000")
                .containsEntry("client_received", "1")
                .containsEntry("server_sent", "4")
                .containsEntry("proxy", "http")
                .containsEntry("servers", "2");
    }

    @Test
    void ourFieldsShouldFollowThoseOfThePriorArt() {
        Object[] flat =
                SummaryRecord.of(
                                new MasterSession(new NoPolicy()),
                                Instant.now(),
                                Optional.empty(),
                                Traffic.NONE)
                        .namesAndValues();
        assertThat(flat).hasSize(2 * 28).startsWith("rule_id", "N/A", "session_start");
        List<Object> names = List.of(flat);
        assertThat(names.indexOf("duration")).isEqualTo(names.indexOf("auth_user") + 2);
    }

    @Test
    void recordShouldSayWhoTheClientWasAndHowThatWasFound() {
        MasterSession session = new MasterSession(new NoPolicy());
        session.setIdentity(new Identity("ada", List.of("staff", "admin")), "login");
        session.setAuthorized();
        assertThat(
                        SummaryRecord.of(session, Instant.now(), Optional.empty(), Traffic.NONE)
                                .values())
                .containsEntry("auth_user", "ada")
                .containsEntry("auth", "login")
                .containsEntry("auth_groups", "staff,admin")
                .containsEntry("authorized", "true");
    }

    @Test
    void protocolShouldBeNamedByItsNumber() {
        assertThat(TransportProtocol.nameOf(2)).isEqualTo("UDP");
        assertThat(TransportProtocol.nameOf(3)).isEqualTo("Unknown(3)");
        assertThat(TransportProtocol.TCP.ip()).isEqualTo(6);
    }

    private static final class NoPolicy implements Access {
        @Override
        public String firewallName() {
            return "edge";
        }

        @Override
        public Optional<Zone> zoneOf(SockAddr address) {
            return Optional.of(new Zone("world", null, List.of()));
        }

        @Override
        public Decision decide(MasterSession session) {
            return Decision.reject(OptionalInt.of(7), Decision.Refusal.CLOSE, "rule 7 denies");
        }

        @Override
        public void checkServer(AbstractSession session, SockAddr real) {}

        @Override
        public void ended(MasterSession session) {}
    }
}
