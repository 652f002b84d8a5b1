package org.stockade.engine.internal.record;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.access.Known;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.session.MasterSession;
import org.stockade.session.Outcome;
import org.stockade.session.Zone;

/**
 * What is written of a connection when it has ended, refused ones included: core.md section 30.
 *
 * @param clientProtocol of the client's side, {@code TCP}
 * @param chainerProtocol of the server's side; empty: that of the client's
 * @param clientLocal the address the client aimed at
 * @param known who the client was found to be; {@code authUser} once more among it
 * @param servers how many server addresses the session had; {@code server} is the last
 */
public record SummaryRecord(
        OptionalInt ruleId,
        Instant start,
        Instant end,
        String clientProtocol,
        Optional<SockAddr> client,
        Optional<Zone> clientZone,
        Optional<String> chainerProtocol,
        Optional<SockAddr> server,
        Optional<Zone> serverZone,
        Optional<SockAddr> clientLocal,
        Optional<SockAddr> serverLocal,
        Outcome verdict,
        String info,
        Optional<String> authUser,
        Traffic traffic,
        Optional<String> proxy,
        int servers,
        Known known) {

    private static final String MISSING = "(NULL)";

    /** The record of a session that ends now. */
    public static SummaryRecord of(
            MasterSession session, Instant end, Optional<String> proxy, Traffic traffic) {
        return new SummaryRecord(
                session.ruleId(),
                session.begun(),
                end,
                session.protocol().name(),
                session.clientAddress(),
                session.clientZone(),
                Optional.empty(),
                session.serverAddress(),
                session.serverZone(),
                session.clientLocal(),
                session.serverLocal(),
                session.outcome(),
                session.info(),
                session.authUser(),
                traffic,
                proxy,
                session.serverCount(),
                Known.of(session));
    }

    /**
     * The fields by name, in their order, which is for ever; those that a kind of session alone has
     * come last.
     */
    public Map<String, String> values() {
        Object[] flat = namesAndValues();
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < flat.length; i += 2) {
            values.put(flat[i].toString(), flat[i + 1].toString());
        }
        return values;
    }

    /** The same as the log takes it: each name followed by its value. Made for every connection. */
    public Object[] namesAndValues() {
        Object[] all = common();
        if (clientProtocol.equals(TransportProtocol.UDP.name())) {
            all = joined(all, ofDatagrams(traffic.datagrams()));
        }
        return traffic.secondaries() == 0
                ? all
                : joined(all, new Object[] {"secondaries", traffic.secondaries()});
    }

    private static Object[] joined(Object[] first, Object[] second) {
        Object[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static Object[] ofDatagrams(Datagrams datagrams) {
        return new Object[] {
            "client_datagrams_received", datagrams.clientReceived(),
            "client_datagrams_sent", datagrams.clientSent(),
            "server_datagrams_received", datagrams.serverReceived(),
            "server_datagrams_sent", datagrams.serverSent(),
            "datagrams_lost", datagrams.lost()
        };
    }

    private Object[] common() {
        return new Object[] {
            "rule_id", ruleId.isPresent() ? Integer.toString(ruleId.getAsInt()) : "N/A",
            "session_start", start.getEpochSecond(),
            "session_end", end.getEpochSecond(),
            "client_proto", clientProtocol,
            "client_address", ip(client),
            "client_port", port(client),
            "client_zone", name(clientZone),
            "server_proto", chainerProtocol.orElse(clientProtocol),
            "server_address", ip(server),
            "server_port", port(server),
            "server_zone", name(serverZone),
            "client_local", ip(clientLocal),
            "client_local_port", port(clientLocal),
            "server_local", ip(serverLocal),
            "server_local_port", port(serverLocal),
            "verdict", verdict.name(),
            "info", info,
            "auth_user", authUser.orElse(MISSING),
            "duration", seconds(Duration.between(start, end)),
            "client_received", traffic.clientReceived(),
            "client_sent", traffic.clientSent(),
            "server_received", traffic.serverReceived(),
            "server_sent", traffic.serverSent(),
            "proxy", proxy.orElse(MISSING),
            "servers", servers,
            "auth", known.auth().isEmpty() ? MISSING : known.auth(),
            "auth_groups", String.join(",", known.groups()),
            "authorized", known.authorized()
        };
    }

    private static String ip(Optional<SockAddr> address) {
        return address.isPresent() ? address.get().ip() : MISSING;
    }

    private static int port(Optional<SockAddr> address) {
        return address.isPresent() ? address.get().port() : 0;
    }

    private static String name(Optional<Zone> zone) {
        return zone.isPresent() ? zone.get().name() : MISSING;
    }

    /** With three decimals. The wall clock may have been set back meanwhile. */
    private static String seconds(Duration duration) {
        long millis = duration.toMillis();
        long size = Math.abs(millis);
        StringBuilder text = new StringBuilder(12);
        if (millis < 0) {
            text.append('-');
        }
        text.append(size / 1000).append('.');
        long rest = size % 1000;
        return text.append(rest / 100).append(rest / 10 % 10).append(rest % 10).toString();
    }
}
