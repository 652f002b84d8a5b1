package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.chain.Nat;
import org.stockade.chain.Nat.Pair;
import org.stockade.chain.Nat.Side;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.nat.NatKind;
import org.stockade.policy.NatPolicy;
import org.stockade.policy.SettingsNode.Opened;
import org.stockade.policy.internal.YamlPolicyParser;
import org.stockade.proxy.SettingsException;
import org.stockade.session.AccessDeniedException;

/** Suites core-nat-*: each policy as it would be written, and asked. */
final class NatAnswers {
    private NatAnswers() {}

    /** Suite core-nat-general. */
    static Map<String, @Nullable Object> general(JsonNode suite, JsonNode in) throws Exception {
        List<String> rows = new ArrayList<>();
        in.required("mapping")
                .forEach(
                        row ->
                                rows.add(
                                        "{ source: %s, destination: %s, mapped: %s }"
                                                .formatted(
                                                        row.get(0).asText(),
                                                        row.get(1).asText(),
                                                        row.get(2).asText())));
        int port = in.required("port").intValue();
        return told(
                nat("{ general: " + rows + " }")
                        .translate(
                                side(in),
                                new Pair(address(in, "src", port), address(in, "dst", port))));
    }

    /** Suite core-nat-6-4. */
    static Map<String, @Nullable Object> sixAndFour(JsonNode suite, JsonNode in) throws Exception {
        int port = in.required("port").intValue();
        Pair pair = new Pair(Optional.empty(), address(in, "address", port));
        return told(nat(sixAndFour(in)).translate(Side.DESTINATION, pair));
    }

    private static String sixAndFour(JsonNode in) {
        int mask = in.required("prefix_mask").intValue();
        return in.required("nat").asText().equals("NAT64")
                ? "{ nat64: { prefix-mask: " + mask + " } }"
                : "{ nat46: { prefix-mask: %d, prefix: '%s', suffix: '%s' } }"
                        .formatted(
                                mask,
                                in.required("prefix").asText(),
                                in.required("suffix").asText());
    }

    /** Suite core-nat-errors: the text must hold what the case wants. */
    static Map<String, Object> errors(JsonNode suite, JsonNode in) throws Exception {
        String stage = "construct";
        String said;
        try {
            Nat nat = nat(sixAndFour(in));
            stage = "translate";
            nat.translate(Side.DESTINATION, new Pair(Optional.empty(), address(in, "address", 80)));
            return Map.of("stage", "none");
        } catch (SettingsException | AccessDeniedException refused) {
            said = String.valueOf(refused.getMessage());
        }
        String error =
                said.contains("prefix-mask 71")
                        ? "bad-mask"
                        : said.contains("is no IPv6 prefix")
                                ? "bad-prefix"
                                : said.contains("does not fit") ? "suffix-length" : "wrong-family";
        List<String> words = new ArrayList<>();
        for (String word :
                List.of("NAT64", "IPv6", "32, 40, 48, 56, 64, 96", "71", "prefix", "8")) {
            if (said.contains(word)) {
                words.add(word);
            }
        }
        return Map.of("stage", stage, "error", error, "text_contains", wanted(error, words));
    }

    /** Of the words in the message those that this kind of error is to have. */
    private static List<String> wanted(String error, List<String> said) {
        List<String> wanted =
                switch (error) {
                    case "bad-mask" -> List.of("32, 40, 48, 56, 64, 96", "71");
                    case "bad-prefix" -> List.of("prefix");
                    case "suffix-length" -> List.of("8");
                    default -> List.of("NAT64", "IPv6");
                };
        return wanted.stream().filter(said::contains).toList();
    }

    /** Suite core-nat-onetoone. */
    static Map<String, @Nullable Object> oneToOne(JsonNode suite, JsonNode in) throws Exception {
        String reject = ", default-reject: " + in.path("default_reject").asBoolean(true);
        String written =
                switch (in.required("nat").asText()) {
                    case "OneToOneNAT" ->
                            "{ one-to-one: { mapping: [{ from: %s, to: %s }]%s } }"
                                    .formatted(
                                            in.required("from").asText(),
                                            in.required("to").asText(),
                                            reject);
                    case "OneToOneMultiNAT" ->
                            "{ one-to-one: { mapping: "
                                    + Json.list(
                                            in.required("mapping"),
                                            pair ->
                                                    "{ from: %s, to: %s }"
                                                            .formatted(
                                                                    pair.get(0).asText(),
                                                                    pair.get(1).asText()))
                                    + reject
                                    + " } }";
                    case "HashNAT" -> "{ hash: { ip-hash: " + in.required("map") + reject + " } }";
                    default -> throw Json.unknown("NAT", in.required("nat"));
                };
        try {
            Nat nat = nat(written);
            int port = in.path("port").asInt(0);
            Optional<SockAddr> address = address(in, "address", port);
            return told(nat.translate(side(in), new Pair(address, address)));
        } catch (SettingsException wrong) {
            return Map.of("error", "configuration");
        } catch (AccessDeniedException refused) {
            return Map.of("error", "DACException");
        }
    }

    /** The cases of core-chainer that translate, on the whole engine. */
    static Map<String, @Nullable Object> chain(JsonNode in) throws Exception {
        SockAddr client = SockAddr.parse("192.0.2.10:40000");
        if (in.has("snat")) {
            EngineChain.Outcome outcome =
                    EngineChain.of(
                            "nat: { no: { general: [{ source: 10.0.0.0/8, mapped: 10.0.0.0/8 }] } }",
                            "router: forging, snat: no",
                            client);
            return Map.of(
                    "local", outcome.asked().getFirst().local().map(SockAddr::toString).orElse(""));
        }
        StringBuilder zones = new StringBuilder("zones: {");
        in.required("zone_of")
                .properties()
                .forEach(
                        zone ->
                                zones.append(
                                        " %s: { subnets: %s },"
                                                .formatted(
                                                        zone.getValue().asText(), zone.getKey())));
        EngineChain.Outcome outcome =
                EngineChain.of(
                        zones
                                + " }\nnat: { to: { static: '"
                                + in.required("dnat").asText()
                                + "' } }",
                        "router: { direct: ['%s'] }, dnat: to, to-zones: %s"
                                .formatted(
                                        in.required("target").asText(),
                                        in.required("limit_target_zones_to")),
                        client);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("error", outcome.record().contains("DENIED_BY_POLICY") ? "DACException" : null);
        answer.put(
                "server_address",
                outcome.record().contains("server_address='198.51.100.1'")
                                && outcome.record().contains("server_port='80'")
                        ? "198.51.100.1:80"
                        : null);
        answer.put("network_connects", outcome.asked().size());
        return answer;
    }

    private static Nat nat(String written) throws Exception {
        NatPolicy policy =
                new YamlPolicyParser()
                        .parse(
                                "vector",
                                "{ stockade: 1, listeners: { in: { bind: \"127.0.0.1:1\" } },"
                                        + " nat: { it: "
                                        + written
                                        + " } }")
                        .nat()
                        .getFirst();
        Opened with =
                policy.with()
                        .open(
                                (proxy, settings, hold, errors) -> {
                                    throw new IllegalStateException("it has no child");
                                });
        Nat made = NatKind.of(policy.kind()).orElseThrow().configure(with);
        if (!with.errors().isEmpty()) {
            throw new SettingsException(with.errors());
        }
        return made;
    }

    private static Side side(JsonNode in) {
        return in.required("type").asText().equals("SNAT") ? Side.SOURCE : Side.DESTINATION;
    }

    private static Optional<SockAddr> address(JsonNode in, String member, int port) {
        return Json.textIn(in, member).map(ip -> SockAddr.of(ip, port));
    }

    private static Map<String, @Nullable Object> told(Optional<SockAddr> address) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("address", address.map(SockAddr::ip).orElse(null));
        answer.put("port", address.map(SockAddr::port).orElse(null));
        return answer;
    }
}
