package org.stockade.engine.internal.record;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.MasterSession;
import org.stockade.session.Outcome;
import org.stockade.session.Zone;

/**
 * What is written of a connection when it has ended, refused ones included: core.md section 30.
 *
 * @param clientProtocol of the client's side, {@code TCP}
 * @param chainerProtocol of the server's side; empty: that of the client's
 * @param clientLocal the address the client aimed at
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
        int servers) {

    private static final String MISSING = "(NULL)";

    /** The record of a session that ends now. */
    public static SummaryRecord of(
            MasterSession session, Instant end, Optional<String> proxy, Traffic traffic) {
        return new SummaryRecord(
                session.ruleId(),
                session.begun(),
                end,
                Protocol.TCP.name(),
                session.clientAddress(),
                session.clientZone(),
                Optional.empty(),
                session.serverAddress(),
                session.serverZone(),
                session.clientLocal(),
                session.serverLocal(),
                session.outcome(),
                session.info(),
                session.auth(),
                traffic,
                proxy,
                session.serverCount());
    }

    /** The fields by name, in their order; it is the same for every record, for ever. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("rule_id", ruleId.isPresent() ? Integer.toString(ruleId.getAsInt()) : "N/A");
        values.put("session_start", Long.toString(start.getEpochSecond()));
        values.put("session_end", Long.toString(end.getEpochSecond()));
        values.put("client_proto", clientProtocol);
        put(values, "client_address", "client_port", client);
        values.put("client_zone", name(clientZone));
        values.put("server_proto", chainerProtocol.orElse(clientProtocol));
        put(values, "server_address", "server_port", server);
        values.put("server_zone", name(serverZone));
        put(values, "client_local", "client_local_port", clientLocal);
        put(values, "server_local", "server_local_port", serverLocal);
        values.put("verdict", verdict.name());
        values.put("info", info);
        values.put("auth_user", authUser.orElse(MISSING));
        values.put("duration", seconds(Duration.between(start, end)));
        values.put("client_received", Long.toString(traffic.clientReceived()));
        values.put("client_sent", Long.toString(traffic.clientSent()));
        values.put("server_received", Long.toString(traffic.serverReceived()));
        values.put("server_sent", Long.toString(traffic.serverSent()));
        values.put("proxy", proxy.orElse(MISSING));
        values.put("servers", Integer.toString(servers));
        return values;
    }

    /** The same as the log takes it: each name followed by its value. */
    public Object[] namesAndValues() {
        List<Object> flat = new ArrayList<>();
        values().forEach(
                        (name, value) -> {
                            flat.add(name);
                            flat.add(value);
                        });
        return flat.toArray();
    }

    private static void put(
            Map<String, String> values, String ip, String port, Optional<SockAddr> address) {
        values.put(ip, address.map(SockAddr::ip).orElse(MISSING));
        values.put(port, Integer.toString(address.map(SockAddr::port).orElse(0)));
    }

    private static String name(Optional<Zone> zone) {
        return zone.map(Zone::name).orElse(MISSING);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
    }
}
