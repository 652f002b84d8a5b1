package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.engine.internal.lookup.Identity;
import org.stockade.engine.internal.lookup.Interface;
import org.stockade.engine.internal.lookup.RuleTable;
import org.stockade.engine.internal.lookup.ZoneTable;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Subnet;
import org.stockade.testkit.vectors.CaseResult;
import org.stockade.testkit.vectors.VectorSuite;

/** Suites core-rules-*: a case is a query to the rules of its group. */
record RuleSuite(String name) implements VectorSuite {
    private static final Set<String> CONDITIONS =
            Set.of(
                    "iface",
                    "ifgroup",
                    "proto",
                    "src_port",
                    "dst_port",
                    "src_ip",
                    "src_ip6",
                    "src_zone",
                    "dst_ip",
                    "dst_ip6",
                    "dst_zone",
                    "dst_iface",
                    "dst_ifgroup");

    @Override
    public List<JsonNode> cases(JsonNode suite) {
        List<JsonNode> cases = new ArrayList<>();
        for (JsonNode group : suite.path("groups")) {
            int number = 0;
            for (JsonNode query : group.path("queries")) {
                number++;
                ObjectNode vector = JsonNodeFactory.instance.objectNode();
                vector.put("id", group.path("id").asText() + " query " + number);
                vector.set("rules", group.path("rules"));
                vector.set("in", query);
                vector.set("expect", query.path("expect"));
                cases.add(vector);
            }
        }
        return cases;
    }

    @Override
    public CaseResult run(JsonNode suite, JsonNode vector) {
        Set<String> unknown = new HashSet<>();
        for (JsonNode rule : vector.required("rules")) {
            rule.required("when").fieldNames().forEachRemaining(unknown::add);
        }
        unknown.removeAll(CONDITIONS);
        if (!unknown.isEmpty()) {
            return new CaseResult.Skipped("rules here have no condition " + unknown);
        }
        VectorZones zones = new VectorZones(suite.required("zones"));
        RuleTable rules =
                new RuleTable(Json.list(vector.required("rules"), RuleSuite::rule), zones.all());
        Connection connection =
                connection(
                        vector.required("in"),
                        new ZoneTable(zones.all()),
                        suite.required("interfaces"));
        return CaseResult.compare(
                vector.required("expect"),
                rules.best(connection).flatMap(match -> match.rule().service()).orElse(null));
    }

    private static Connection connection(JsonNode query, ZoneTable zones, JsonNode interfaces) {
        SockAddr source = end(query, "src", "sport");
        SockAddr destination = end(query, "dst", "dport");
        return new Connection(
                "any",
                query.required("proto").intValue(),
                Json.textIn(query, "iface").map(name -> named(interfaces, name)),
                source,
                zones.find(source.address()),
                destination,
                zones.find(destination.address()),
                List.of(),
                Identity.UNKNOWN,
                Instant.EPOCH);
    }

    private static SockAddr end(JsonNode query, String ip, String port) {
        return SockAddr.of(query.required(ip).textValue(), query.required(port).intValue());
    }

    private static Interface named(JsonNode interfaces, String name) {
        for (JsonNode each : interfaces) {
            if (each.required("name").textValue().equals(name)) {
                SockAddr address = SockAddr.of(each.required("address").textValue(), 0);
                return new Interface(
                        name, each.required("group").intValue(), Set.of(address.address()));
            }
        }
        throw new IllegalStateException("no interface " + name);
    }

    private static RulePolicy rule(JsonNode node) {
        JsonNode when = node.required("when");
        return new RulePolicy(
                node.required("id").intValue(),
                List.of(),
                texts(when, "src_zone"),
                texts(when, "dst_zone"),
                subnets(when, "src_ip", "src_ip6"),
                subnets(when, "dst_ip", "dst_ip6"),
                ports(when, "src_port"),
                ports(when, "dst_port"),
                texts(when, "iface"),
                texts(when, "dst_iface"),
                numbers(when, "ifgroup"),
                numbers(when, "dst_ifgroup"),
                numbers(when, "proto"),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(node.required("service").textValue()),
                Optional.empty(),
                "vector");
    }

    private static List<String> texts(JsonNode when, String condition) {
        return Json.list(when.path(condition), JsonNode::textValue);
    }

    private static List<Integer> numbers(JsonNode when, String condition) {
        return Json.list(when.path(condition), JsonNode::intValue);
    }

    private static List<PortRange> ports(JsonNode when, String condition) {
        return Json.list(
                when.path(condition),
                pair -> new PortRange(pair.get(0).intValue(), pair.get(1).intValue()));
    }

    private static List<Subnet> subnets(JsonNode when, String ipv4, String ipv6) {
        return Stream.concat(texts(when, ipv4).stream(), texts(when, ipv6).stream())
                .map(Subnet::parse)
                .toList();
    }
}
