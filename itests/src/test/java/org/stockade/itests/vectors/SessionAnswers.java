package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.policy.Admission;
import org.stockade.policy.ServicePolicy;
import org.stockade.policy.SettingsNode;
import org.stockade.session.AbstractSession;
import org.stockade.session.AbstractSession.Key;
import org.stockade.session.MasterSession;
import org.stockade.session.StackedSession;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;
import org.stockade.testkit.vectors.AnswerSuite.NotApplicable;

/** Suite core-session: the session classes. */
final class SessionAnswers {
    private static final SockAddr SERVER = SockAddr.parse("10.0.0.1:80");

    private SessionAnswers() {}

    static Object answer(JsonNode suite, JsonNode in) throws Exception {
        JsonNode op = in.required("op");
        return switch (op.asText()) {
            case "id" ->
                    throw new NotApplicable(
                            "states the prior art's later format;"
                                    + " ids here are (firewall/service:instance/proxy)");
            case "protocol" ->
                    Map.of(
                            "protocol_name",
                            TransportProtocol.nameOf(in.required("number").intValue()));
            case "client-zone" -> clientZone(in);
            case "set-target" -> setTarget(in);
            case "set-server-address" -> setServerAddress(in);
            case "inherit-after" -> inheritAfter(in);
            case "inherit-other" -> inheritOther(in);
            case "unknown-attribute" -> unknownAttribute();
            case "nested-inherit" -> nestedInherit(in);
            default -> throw Json.unknown("operation", op);
        };
    }

    private static Map<String, @Nullable Object> clientZone(JsonNode in) throws IOException {
        MasterSession master = master(new VectorZones(in.required("zones")).all());
        SockAddr client = SockAddr.of(in.required("client").textValue(), 40000);
        master.setService(anyService());
        master.setClient(silent(client), client);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("client_zone", master.clientZone().map(Zone::name).orElse(null));
        return answer;
    }

    private static Map<String, Object> setTarget(JsonNode in) throws NotApplicable {
        StackedSession session = new StackedSession(master(world()));
        session.setTargets(
                switch (in.required("value").asText()) {
                    case "one address" -> List.of(SERVER);
                    case "two addresses" -> List.of(SERVER, SockAddr.parse("10.0.0.2:80"));
                    default -> throw Json.unknown("value", in.required("value"));
                });
        return Map.of(
                "target_address_count", session.route().targets().size(),
                "target_zone_count", session.targetZones().size());
    }

    private static Map<String, Object> setServerAddress(JsonNode in) throws NotApplicable {
        MasterSession master = master(world());
        StackedSession stacked = new StackedSession(master);
        switch (in.required("on").asText()) {
            case "stacked" -> stacked.setServerAddress(SERVER);
            case "master" -> master.setServerAddress(SERVER);
            default -> throw Json.unknown("session", in.required("on"));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        describe("stacked", stacked, answer);
        describe("master", master, answer);
        return answer;
    }

    private static void describe(String name, AbstractSession session, Map<String, Object> into) {
        session.serverAddress()
                .filter(SERVER::equals)
                .ifPresent(set -> into.put(name + ".server_address", "set"));
        session.serverZone()
                .filter(zone -> zone.name().equals("world"))
                .ifPresent(set -> into.put(name + ".server_zone", "looked up"));
    }

    private static Map<String, Object> inheritAfter(JsonNode in) {
        StackedSession parent = new StackedSession(master(world()));
        parent.setTargets(List.of(Json.address(in.required("before"))));
        StackedSession child = new StackedSession(parent);
        parent.setTargets(
                List.of(Json.address(in.required("parent_sets_target_after_child_made"))));
        return Map.of("child_target", Json.pair(child.route().targets().get(0)));
    }

    private static Map<String, @Nullable Object> inheritOther(JsonNode in) {
        StackedSession parent = new StackedSession(master(world()));
        publish(parent, in.required("parent_attribute"));
        StackedSession child = new StackedSession(parent);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("value", child.attribute(in.required("child_reads").textValue()));
        return answer;
    }

    private static Map<String, Object> unknownAttribute() {
        StackedSession session = new StackedSession(master(world()));
        try {
            return Map.of("error", false, "value", String.valueOf(session.attribute("x_unknown")));
        } catch (NoSuchElementException setNowhere) {
            return Map.of("error", true);
        }
    }

    private static Map<String, @Nullable Object> nestedInherit(JsonNode in) {
        JsonNode attribute = in.required("master_attribute");
        AbstractSession deepest = master(world());
        publish(deepest, attribute);
        for (int depth = in.required("depth").intValue(); depth > 0; depth--) {
            deepest = new StackedSession(deepest);
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("deepest_reads", deepest.attribute(attribute.get(0).textValue()));
        return answer;
    }

    private static void publish(AbstractSession session, JsonNode nameAndValue) {
        session.publish(
                new Key<>(nameAndValue.get(0).textValue(), String.class),
                nameAndValue.get(1).textValue());
    }

    private static MasterSession master(List<Zone> zones) {
        return new MasterSession(new VectorAccess(zones));
    }

    private static List<Zone> world() {
        Zone world = new Zone("world", null, List.of(Subnet.parse("0.0.0.0/0")));
        return List.of(world);
    }

    private static ServicePolicy anyService() {
        SettingsNode none =
                (SettingsNode)
                        Proxy.newProxyInstance(
                                SettingsNode.class.getClassLoader(),
                                new Class<?>[] {SettingsNode.class},
                                (proxy, method, arguments) -> null);
        return new ServicePolicy(
                "any",
                "plain",
                none,
                "inband",
                none,
                "connect",
                none,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Admission.OPEN,
                Map.of());
    }

    /** A stream on which nothing happens. */
    private static Endpoint silent(SockAddr remote) {
        return (Endpoint)
                Proxy.newProxyInstance(
                        Endpoint.class.getClassLoader(),
                        new Class<?>[] {Endpoint.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "local" -> SERVER;
                                    case "remote" -> remote;
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }
}
