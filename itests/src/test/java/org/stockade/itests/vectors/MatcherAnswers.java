package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stockade.access.Matchers;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** Suites core-matcher-*: each matcher as a policy has it, in an engine that is asked. */
final class MatcherAnswers {
    private MatcherAnswers() {}

    /** Suite core-matcher-combine: substring matchers are regular expressions. */
    static Map<String, Object> combine(JsonNode suite, JsonNode in) {
        StringBuilder matchers = new StringBuilder();
        for (JsonNode each : in.required("substring_matchers")) {
            matchers.append("  %s: { regexp: %s }\n".formatted(each.asText(), each.asText()));
        }
        String expression = expression(in.required("expr"));
        return answer("", matchers + "  it: { combine: " + expression + " }", in);
    }

    /** {@code ["AND", "a", ["NOT", "b"]]} is {@code { and: [a, { not: b }] }}. */
    private static String expression(JsonNode prefix) {
        if (prefix.isTextual()) {
            return prefix.asText();
        }
        String operator = prefix.get(0).asText().toLowerCase(Locale.ROOT);
        List<String> operands = new ArrayList<>();
        for (int i = 1; i < prefix.size(); i++) {
            operands.add(expression(prefix.get(i)));
        }
        boolean one = operator.equals("not") && operands.size() == 1;
        return "{ " + operator + ": " + (one ? operands.getFirst() : operands) + " }";
    }

    /** Suite core-matcher-regexp; a wrong pattern is skipped where the policy says so. */
    static Map<String, Object> regexp(JsonNode suite, JsonNode in) {
        String keys =
                "match: %s, ignore: %s, ignore-case: %s, wrong: skip"
                        .formatted(
                                in.required("match"),
                                in.required("ignore"),
                                in.required("ignore_case"));
        return answer("", "  it: { regexp: { " + keys + " } }", in);
    }

    /**
     * Suite core-matcher-dns; a table is the resolver, and one more host keeps it from being none.
     */
    static Map<String, Object> dns(JsonNode suite, JsonNode in) {
        StringBuilder hosts = new StringBuilder("placeholder: 192.0.2.255");
        in.required("dns")
                .properties()
                .forEach(
                        each ->
                                hosts.append(", ")
                                        .append(each.getKey())
                                        .append(": ")
                                        .append(each.getValue()));
        return answer(
                "resolvers: { table: { static: { hosts: { " + hosts + " } } } }\n",
                "  it: { dns: { hosts: " + in.required("hosts") + ", resolver: table } }",
                in);
    }

    private static Map<String, Object> answer(String resolvers, String matchers, JsonNode in) {
        String policy =
                "stockade: 1\nlisteners: { in: { bind: \"192.0.2.1:1\" } }\n"
                        + resolvers
                        + "matchers:\n"
                        + matchers
                        + "\n";
        try (TestFirewall firewall =
                new TestFirewall(new MemoryTransport(4096), Map.of(), policy)) {
            Matchers.Answer said =
                    firewall.firewall()
                            .matchers()
                            .ask("it", in.required("text").asText())
                            .orElseThrow();
            return said.known() ? Map.of("match", said.matches()) : failed();
        } catch (IOException refused) {
            return failed();
        }
    }

    /** Wrong matchers are refused when the policy is checked, not when they are asked. */
    private static Map<String, Object> failed() {
        return Map.of("error", "MatcherException");
    }
}
