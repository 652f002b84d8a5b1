package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.engine.internal.lookup.Identity;
import org.stockade.engine.internal.lookup.RuleTable;
import org.stockade.engine.internal.lookup.ZonePermission;
import org.stockade.policy.Policy;
import org.stockade.policy.internal.YamlPolicyParser;
import org.stockade.session.Zone;
import org.stockade.testkit.vectors.AnswerSuite.NotApplicable;

/**
 * Suites core-dispatch-binds, core-zone-dispatch and core-zone-permission: what the dispatchers and
 * zones of the prior art said, as a policy of this product says it.
 */
final class DispatchAnswers {
    private static final String ANY = "*";

    private DispatchAnswers() {}

    /** A dispatcher is a listener and rules: of any client, of zones of clients, of both sides. */
    static Map<String, Object> binds(JsonNode suite, JsonNode in) throws NotApplicable {
        if (!in.required("bind").textValue().equals("DBSockAddr")) {
            throw new NotApplicable("a listener binds addresses, not interfaces or their groups");
        }
        ObjectNode document = document();
        ObjectNode listener = document.putObject("listeners").putObject("any");
        listener.putArray("bind").add("0.0.0.0:50080");
        if (in.required("transparent").booleanValue()) {
            listener.put("transparent", "tproxy");
        }
        document.putObject("zones").putObject("leaf").putArray("subnets").add("10.0.0.0/8");
        document.putObject("services")
                .putObject("any")
                .put("proxy", "plain")
                .put("router", "inband");
        ObjectNode rule = document.putArray("rules").addObject();
        switch (in.required("dispatcher").textValue()) {
            case "Dispatcher" -> {}
            case "ZoneDispatcher" -> rule.put("from-zone", "leaf");
            case "CSZoneDispatcher" -> rule.put("from-zone", "leaf").put("to-zone", "leaf");
            case String other -> throw new NotApplicable("no dispatcher " + other);
        }
        rule.put("service", "any");
        return Map.of("constructed", errors(document).isEmpty());
    }

    /** Each entry is a rule; a rule's zone always holds for the zones below it, too. */
    static Map<String, @Nullable Object> zones(JsonNode suite, JsonNode in) throws NotApplicable {
        List<String[]> entries = entries(in.required("services"));
        String client = in.required("client_zone").textValue();
        Optional<String> server = Json.textIn(in, "server_zone");
        JsonNode parents = suite.required("parents");
        if (!in.required("follow_parent").booleanValue()) {
            refuseInherited(parents, client, entry -> entry[0], entries);
            if (server.isPresent()) {
                refuseInherited(parents, server.get(), entry -> entry[1], entries);
            }
        }
        ObjectNode document = document();
        document.putObject("listeners").putObject("any").putArray("bind").add("127.0.0.1:0");
        ObjectNode zones = document.putObject("zones");
        parents.fields()
                .forEachRemaining(
                        zone -> {
                            ObjectNode written = zones.putObject(zone.getKey());
                            if (!zone.getValue().isNull()) {
                                written.set("parent", zone.getValue());
                            }
                        });
        ObjectNode services = document.putObject("services");
        ArrayNode rules = document.putArray("rules");
        for (String[] entry : entries) {
            services.putObject(entry[2]).put("proxy", "plain").put("router", "inband");
            ObjectNode rule = rules.addObject().put("service", entry[2]);
            if (!entry[0].equals(ANY)) {
                rule.put("from-zone", entry[0]);
            }
            if (!entry[1].equals(ANY)) {
                rule.put("to-zone", entry[1]);
            }
        }
        Policy policy = policy(document);
        Connection connection =
                new Connection(
                        "any",
                        6,
                        Optional.empty(),
                        SockAddr.of("192.0.2.1", 4000),
                        policy.zone(client),
                        SockAddr.of("192.0.2.2", 80),
                        server.flatMap(policy::zone),
                        List.of(),
                        Identity.UNKNOWN,
                        Instant.EPOCH);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put(
                "service",
                new RuleTable(policy.rules(), policy.zones())
                        .best(connection)
                        .flatMap(match -> match.rule().service())
                        .orElse(null));
        return answer;
    }

    /** Client zone, server zone and service of each entry. */
    private static List<String[]> entries(JsonNode services) {
        List<String[]> entries = new ArrayList<>();
        if (services.isObject()) {
            services.fields()
                    .forEachRemaining(
                            each ->
                                    entries.add(
                                            new String[] {
                                                each.getKey(), ANY, each.getValue().textValue()
                                            }));
        } else {
            services.forEach(
                    each ->
                            entries.add(
                                    new String[] {
                                        each.get(0).textValue(),
                                        each.get(1).textValue(),
                                        each.get(2).textValue()
                                    }));
        }
        return entries;
    }

    /** Without follow_parent an entry is for its own zone alone, which no rule can say. */
    private static void refuseInherited(
            JsonNode parents, String zone, Function<String[], String> side, List<String[]> entries)
            throws NotApplicable {
        Predicate<String> named =
                name -> entries.stream().anyMatch(entry -> side.apply(entry).equals(name));
        for (JsonNode at = parents.get(zone); at != null && !at.isNull(); ) {
            if (named.test(at.textValue())) {
                throw new NotApplicable(
                        "a rule for zone " + at.textValue() + " holds for " + zone + " below it");
            }
            at = parents.get(at.textValue());
        }
    }

    /** The zones as a policy has them. */
    static Map<String, Object> permission(JsonNode suite, JsonNode in) {
        ObjectNode document = document();
        document.putObject("listeners").putObject("any").putArray("bind").add("127.0.0.1:0");
        ObjectNode services = document.putObject("services");
        for (String name : List.of("web", "dns", "mail")) {
            services.putObject(name).put("proxy", "plain").put("router", "inband");
        }
        ObjectNode zones = document.putObject("zones");
        for (JsonNode zone : suite.required("zones")) {
            ObjectNode written = zones.putObject(zone.required("name").textValue());
            written.set("outbound-services", zone.required("outbound"));
            written.set("inbound-services", zone.required("inbound"));
            written.set("umbrella", zone.required("umbrella"));
            Json.textIn(zone, "parent").ifPresent(parent -> written.put("parent", parent));
        }
        Optional<Zone> zone = policy(document).zone(in.required("zone").textValue());
        ZonePermission permission =
                in.required("direction").textValue().equals("outbound")
                        ? ZonePermission.OUTBOUND
                        : ZonePermission.INBOUND;
        return Map.of(
                "permitted",
                permission.refusal(zone, in.required("service").textValue()).isEmpty());
    }

    private static ObjectNode document() {
        return JsonNodeFactory.instance.objectNode().put("stockade", 1);
    }

    private static List<String> errors(ObjectNode document) {
        // JSON is YAML.
        return new YamlPolicyParser().parse("vector", document.toString()).errors();
    }

    private static Policy policy(ObjectNode document) {
        return new YamlPolicyParser()
                .parse("vector", document.toString())
                .policy()
                .orElseThrow(() -> new IllegalStateException(errors(document).toString()));
    }
}
