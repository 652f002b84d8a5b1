package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stockade.access.PolicyChanges.Change;
import org.stockade.access.PolicyChanges.Op;
import org.stockade.policy.GeneratedDocuments;
import org.stockade.policy.PolicyTree;

/** What is different between two policies, and that it is all there is. */
class DocumentDiffTest {
    private static final int PAIRS = 150;

    /** Of documents that have every key. */
    private static final int LARGE = 40;

    private static final String OLD =
            """
            stockade: 1
            zones: { office: { subnets: [10.0.0.0/8, "fd00::/8"] }, mail.in: { subnets: 192.0.2.0/24 } }
            listeners: { surf: { bind: "127.0.0.1:3128" } }
            services:
              web-out: { proxy: http, max-sessions: 2000, with: { requests: { GET: accept } } }
            rules:
              - { listener: surf, service: web-out }
              - { id: 7, listener: surf, from-zone: office, deny: true }
            """;

    private static List<Change> diff(String before, String after) {
        assertThat(Documents.errors(after)).isEmpty();
        return new YamlPolicyParser().diff(before, after);
    }

    private static Map<String, Object> values(String text) {
        return DocumentValues.of(YamlReader.literal(text));
    }

    @Test
    void changesShouldBeNamedByTheirKeysWithBothValues() {
        String young =
                OLD.replace("max-sessions: 2000", "max-sessions: 100")
                        .replace("GET: accept", "GET: accept, POST: accept")
                        .replace("deny: true", "deny: drop")
                        .replace("surf: {", "intake: { bind: \"127.0.0.1:80\" }, surf: {")
                        .replace(", mail.in: { subnets: 192.0.2.0/24 }", "");

        assertThat(diff(OLD, young))
                .containsExactly(
                        new Change(
                                Op.REMOVE,
                                List.of("zones", "mail.in"),
                                "{\"subnets\": [\"192.0.2.0/24\"]}",
                                ""),
                        new Change(
                                Op.ADD,
                                List.of("listeners", "intake"),
                                "",
                                "{\"bind\": [\"127.0.0.1:80\"]}"),
                        new Change(
                                Op.ADD,
                                List.of("services", "web-out", "with", "requests", "POST"),
                                "",
                                "\"accept\""),
                        new Change(
                                Op.REPLACE,
                                List.of("services", "web-out", "max-sessions"),
                                "2000",
                                "100"),
                        new Change(Op.REPLACE, List.of("rules", "7", "deny"), "true", "\"drop\""));
    }

    @Test
    void anotherWayToSayTheSameShouldBeNoDifference() {
        String same =
                """
                # Turned round, defaults and ids written out, one for a list of one, other units.
                rules:
                  - { id: 7, deny: true, from-zone: [office], listener: surf }
                  - { id: 1, listener: [surf], service: web-out }
                services:
                  web-out:
                    with: { requests: { GET: accept } }
                    max-sessions: 2000
                    proxy: "http"
                    chainer: { connect: }
                    time-limits: {}
                listeners: { surf: { bind: ["127.0.0.1:3128"], max-connections: 10000, transparent: false } }
                zones: { mail.in: { subnets: [192.0.2.0/24] }, office: { subnets: ["fd00::/8", 10.0.0.0/8] } }
                transport: auto
                stockade: 1
                """;

        assertThat(diff(OLD, same)).isEmpty();
        assertThat(
                        diff(
                                OLD.replace(
                                        "stockade: 1",
                                        "stockade: 1\ngenerations: {soft-limit: 2h}"),
                                same + "generations: { soft-limit: 120m, max-old: 50 }\n"))
                .isEmpty();
    }

    // A list that allows no zone is not the same as no list, which allows all.
    @Test
    void listThatAllowsNothingShouldDifferFromNoList() {
        assertThat(diff(OLD, OLD.replace("max-sessions: 2000", "max-sessions: 2000, to-zones: []")))
                .containsExactly(
                        new Change(Op.ADD, List.of("services", "web-out", "to-zones"), "", "[]"));
    }

    // In settings that only a proxy understands, the order of a list may count: a failover's does.
    @Test
    void orderInSettingsOfOthersShouldCount() {
        String first =
                OLD.replace("proxy: http", "proxy: http, router: { direct: [\"a:1\", \"b:1\"] }");
        String turned = first.replace("\"a:1\", \"b:1\"", "\"b:1\", \"a:1\"");

        assertThat(diff(first, turned)).hasSize(1);
    }

    @Test
    void diffAppliedToTheOldShouldGiveTheNew() {
        RandomPolicies policies = new RandomPolicies(20_261_126);
        String before = policies.next();
        for (int i = 0; i < PAIRS; i++) {
            String after = policies.next();
            List<Change> changes = diff(before, after);

            Map<String, Object> applied = apply(changes, values(before));

            assertThat(applied).as("%s%nto%n%s", before, after).isEqualTo(values(after));
            assertThat(diff(document(applied), after)).isEmpty();
            assertThat(changes.isEmpty()).isEqualTo(values(before).equals(values(after)));
            before = after;
        }
    }

    // What the values of a document leave out would not be missed by them: the policies tell.
    @Test
    void diffAppliedToTheOldShouldGiveTheNewPolicyAllOfIt() {
        for (long seed = 0; seed < LARGE; seed++) {
            String before = GeneratedDocuments.document(seed);
            String after = GeneratedDocuments.document(seed + 1);
            List<Change> changes = new YamlPolicyParser().diff(before, after);

            Map<String, Object> applied = apply(changes, values(before));

            assertThat(applied).as("%s%nto%n%s", before, after).isEqualTo(values(after));
            assertThat(PolicyTree.unordered(Documents.policy(document(applied))))
                    .as("%s%nto%n%s", before, after)
                    .isEqualTo(PolicyTree.unordered(Documents.policy(after)));
        }
    }

    @Test
    void everyKeyOfTheGrammarShouldBeInDocumentsThatAreCompared() {
        Set<String> missing = DocumentKeys.all();
        assertThat(missing).hasSizeGreaterThan(100);
        for (long seed = 0; seed < LARGE; seed++) {
            missing.removeAll(DocumentKeys.in(values(GeneratedDocuments.document(seed))));
        }
        assertThat(missing)
                .as("false is its default, true is refused")
                .containsExactly("Listener.proxy-protocol");
    }

    /** By what the changes say alone, as RFC 6902 has it. */
    private static Map<String, Object> apply(List<Change> changes, Map<String, Object> to) {
        Map<String, Object> root = copy(to);
        for (Change change : changes) {
            Map<String, Object> at = root;
            for (String key : change.path().subList(0, change.path().size() - 1)) {
                at = cast(at.get(key));
            }
            String last = change.path().getLast();
            String found = at.containsKey(last) ? Json.compact(at.get(last)) : "";
            assertThat(found).as("value before").isEqualTo(change.before());
            if (change.op() == Op.REMOVE) {
                at.remove(last);
            } else {
                at.put(last, DocumentValues.plain(YamlReader.literal(change.after())));
            }
        }
        return root;
    }

    private static Map<String, Object> copy(Map<String, Object> values) {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach(
                (key, value) ->
                        copy.put(key, value instanceof Map<?, ?> ? copy(cast(value)) : value));
        return copy;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object value) {
        return (Map<String, Object>) value;
    }

    /** The values as a policy again. */
    private static String document(Map<String, Object> values) {
        Map<String, Object> root = copy(values);
        if (root.get("rules") instanceof Map<?, ?> byId) {
            List<Object> rules = new ArrayList<>();
            byId.forEach(
                    (id, rule) -> {
                        Map<String, Object> whole = copy(cast(rule));
                        whole.put("id", Long.valueOf((String) id));
                        rules.add(whole);
                    });
            root.put("rules", rules);
        }
        return Json.pretty(root);
    }
}
