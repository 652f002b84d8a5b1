package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The JSON Schema, and that its committed copy is the generated one. */
class DocumentSchemaTest {
    private static final Path COPY = Path.of("policy.schema.json");

    /** {@code mvn test -pl policy -am -Dpolicy.schema=write} writes the copy anew. */
    @Test
    void committedSchemaShouldBeTheGeneratedOne() throws IOException {
        String schema = new YamlPolicyParser().schema();
        if ("write".equals(System.getProperty("policy.schema"))) {
            Files.writeString(COPY, schema);
        }

        assertThat(COPY).hasContent(schema);
    }

    @Test
    void everyKeyOfTheExampleShouldBeInTheSchema() throws IOException {
        Node root =
                YamlReader.read(DesignExampleTest.example(), new Problems("edge.yaml"))
                        .orElseThrow();

        assertConforms(root, DocumentSchema.generate(), "");
    }

    @Test
    void unknownKeyShouldNotConform() {
        Node root = YamlReader.read("listners: {}", new Problems("t.yaml")).orElseThrow();

        assertThat(problem(root, DocumentSchema.generate())).contains("1:1: unknown key listners");
    }

    @Test
    void keysShouldHaveDescriptionDefaultAndRange() {
        Map<?, ?> listener = within(DocumentSchema.generate(), "listeners", "additionalProperties");

        assertThat(listener.get("required")).isEqualTo(List.of("bind"));
        assertThat(Json.pretty(within(listener, "max-connections")))
                .isEqualTo(
                        """
                        {
                          "description": "Open connections at once; one more is closed unread.",
                          "type": "integer",
                          "minimum": 1,
                          "maximum": 1000000,
                          "default": 10000
                        }
                        """);
        assertThat(within(listener, "transparent").get("enum"))
                .isEqualTo(List.of(false, "redirect", "tproxy"));
    }

    private static Map<?, ?> within(Map<?, ?> schema, String property, String... keys) {
        Object at = ((Map<?, ?>) Objects.requireNonNull(schema.get("properties"))).get(property);
        for (String key : keys) {
            at = ((Map<?, ?>) Objects.requireNonNull(at)).get(key);
        }
        return (Map<?, ?>) Objects.requireNonNull(at);
    }

    /** As much of a validator as proves that no key is unknown: types, properties, alternatives. */
    private static void assertConforms(Node node, Map<?, ?> schema, String path) {
        assertThat(problem(node, schema)).as(path).isEmpty();
    }

    private static Optional<String> problem(Node node, Map<?, ?> schema) {
        if (schema.get("anyOf") instanceof List<?> alternatives) {
            return alternatives.stream().anyMatch(one -> problem(node, (Map<?, ?>) one).isEmpty())
                    ? Optional.empty()
                    : Optional.of(node.place() + ": no alternative");
        }
        if (schema.get("enum") instanceof List<?> values) {
            return node instanceof Node.Scalar scalar
                            && values.stream().map(String::valueOf).anyMatch(scalar.text()::equals)
                    ? Optional.empty()
                    : Optional.of(node.place() + ": not in " + values);
        }
        return switch (String.valueOf(schema.get("type"))) {
            case "object" -> object(node, schema);
            case "array" ->
                    node instanceof Node.Sequence list
                            ? list.items().stream()
                                    .map(item -> problem(item, (Map<?, ?>) schema.get("items")))
                                    .flatMap(Optional::stream)
                                    .findFirst()
                            : Optional.of(node.place() + ": no list");
            case "integer" ->
                    node instanceof Node.Scalar scalar && scalar.text().matches("-?[0-9]+")
                            ? Optional.empty()
                            : Optional.of(node.place() + ": no number");
            case "string" ->
                    node instanceof Node.Scalar scalar
                                    && (!(schema.get("pattern") instanceof String pattern)
                                            || scalar.text().matches(pattern))
                            ? Optional.empty()
                            : Optional.of(node.place() + ": no such text");
            default ->
                    node instanceof Node.Scalar
                            ? Optional.empty()
                            : Optional.of(node.place() + ": no single value");
        };
    }

    private static Optional<String> object(Node node, Map<?, ?> schema) {
        if (!(node instanceof Node.Mapping mapping)) {
            return Optional.of(node.place() + ": no mapping");
        }
        Map<?, ?> properties = schema.get("properties") instanceof Map<?, ?> map ? map : Map.of();
        Object others = schema.get("additionalProperties");
        return mapping.entries().values().stream()
                .map(
                        entry -> {
                            if (properties.get(entry.key()) instanceof Map<?, ?> property) {
                                return problem(entry.value(), property);
                            } else if (others instanceof Map<?, ?> other) {
                                return problem(entry.value(), other);
                            }
                            return Boolean.FALSE.equals(others)
                                    ? Optional.of(entry.place() + ": unknown key " + entry.key())
                                    : Optional.<String>empty();
                        })
                .flatMap(Optional::stream)
                .findFirst();
    }
}
