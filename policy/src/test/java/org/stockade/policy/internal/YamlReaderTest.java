package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile and broken YAML: one clear error each, never an exception. */
class YamlReaderTest {
    private static List<String> errors(String text) {
        Problems problems = new Problems("t.yaml");
        YamlReader.read(text, problems);
        return problems.inOrder();
    }

    private static Node node(String text) {
        Problems problems = new Problems("t.yaml");
        Optional<Node> node = YamlReader.read(text, problems);
        assertThat(problems.inOrder()).isEmpty();
        return node.orElseThrow();
    }

    @Test
    void nodesShouldHaveThePlacesOfKeysAndValues() {
        Node.Mapping root = (Node.Mapping) node("a: 1\nbb:\n  - {c: x}\n");

        Node.Entry second = root.entries().get("bb");
        assertThat(second).isNotNull();
        assertThat(second.place()).isEqualTo(new Place(2, 1));
        Node.Sequence list = (Node.Sequence) second.value();
        Node.Mapping item = (Node.Mapping) list.items().getFirst();
        assertThat(item.place()).isEqualTo(new Place(3, 5));
        Node.Entry inner = item.entries().get("c");
        assertThat(inner).isNotNull();
        assertThat(inner.place()).isEqualTo(new Place(3, 6));
        assertThat(inner.value().place()).isEqualTo(new Place(3, 9));
    }

    @Test
    void columnShouldCountCharactersNotChars() {
        Node.Mapping root = (Node.Mapping) node("\"\uD83D\uDD25\": x");

        assertThat(root.entries().values().iterator().next().value().place())
                .isEqualTo(new Place(1, 6));
    }

    @Test
    void byteOrderMarkShouldBeSkipped() {
        assertThat(((Node.Mapping) node("\uFEFFa: 1")).entries().get("a"))
                .extracting(Node.Entry::place)
                .isEqualTo(Place.START);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r", "a: 1\nb: 2"})
    void everyLineEndShouldCountOnce(String text) {
        assertThat(((Node.Mapping) node(text)).entries().get("b"))
                .extracting(Node.Entry::place)
                .isEqualTo(new Place(2, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing but a comment\n", "---\n...\n", "~", "null", "\uFEFF"})
    void emptyDocumentShouldBeRefused(String text) {
        assertThat(errors(text))
                .containsExactly(
                        "t.yaml:1:1: the document is empty; begin it with \"stockade: 1\"");
    }

    @Test
    void documentOver8MiBShouldBeRefused() {
        String line = "# " + "x".repeat(1021) + "\n";

        assertThat(errors(line.repeat(8193)))
                .containsExactly(
                        "t.yaml:1:1: the document is over 8 MiB; shorten it, for instance by lists of"
                                + " values in one rule");
        assertThat(errors("a: 1\n" + line.repeat(8191))).isEmpty();
    }

    @Test
    void sizeShouldBeCountedInUtf8() {
        assertThat(errors("# " + "\u20ac".repeat(3 << 20)).getFirst()).contains("over 8 MiB");
    }

    @Test
    void duplicateKeysShouldBeRefusedAndNameTheFirst() {
        assertThat(errors("a: 1\nb: 2\na: 3\na: 4\n"))
                .containsExactly(
                        "t.yaml:3:1: duplicate key \"a\"; the first is at t.yaml:1:1, remove one",
                        "t.yaml:4:1: duplicate key \"a\"; the first is at t.yaml:1:1, remove one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: &x 1\n", "b: *x\n", "? *x\n: 1", "c: &x {d: 1}"})
    void anchorsAndAliasesShouldBeRefused(String text) {
        assertThat(errors(text))
                .hasSize(1)
                .first()
                .asString()
                .endsWith(
                        ": anchors (&name) and aliases (*name) are not supported; write the value out"
                                + " where it is used");
    }

    @Test
    void aliasBombShouldCostNothing() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String all = ("*a" + (i - 1) + ", ").repeat(10);
            bomb.append("a" + i + ": &a" + i + " [" + all + "]\n");
        }

        assertThat(errors(bomb.toString()))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("t.yaml:1:5: ");
    }

    @Test
    void mergeKeyShouldBeRefused() {
        assertThat(errors("<<: {a: 1}\n"))
                .containsExactly(
                        "t.yaml:1:1: merge keys (<<) are not supported; write the keys out");
    }

    @Test
    void nestingShouldEndAt50() {
        assertThat(errors("[".repeat(50) + "]".repeat(50))).isEmpty();
        assertThat(errors("[".repeat(51) + "]".repeat(51)))
                .containsExactly(
                        "t.yaml:1:51: nested deeper than 50 levels; use at most that many");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "- ", "{a: ", "? "})
    void endlessNestingShouldBeRefusedEarly(String begin) {
        assertThat(errors(begin.repeat(1_000_000))).hasSize(1);
    }

    @Test
    void endlessListShouldBeRefused() {
        assertThat(errors("[" + "1,".repeat(2_000_000) + "1]"))
                .containsExactly(
                        "t.yaml:1:2000000: more than 1000000 keys and values; use at most that many");
    }

    @Test
    void secondDocumentShouldBeRefused() {
        assertThat(errors("a: 1\n---\nb: 2\n"))
                .containsExactly(
                        "t.yaml:2:1: a second document begins; a policy is one document, remove"
                                + " \"---\"");
    }

    @Test
    void tabShouldBeRefused() {
        assertThat(errors("a:\n\tb: 1\n"))
                .containsExactly(
                        "t.yaml:2:1: tab; indent with spaces, and write \"\\t\" for a tab inside a"
                                + " text");
    }

    @ParameterizedTest
    @CsvSource({
        "1, U+0001",
        "27, U+001B",
        "127, U+007F",
        "133, U+0085",
        "155, U+009B",
        "8232, U+2028",
        "8238, U+202E",
        "8294, U+2066",
        "65279, U+FEFF",
        "65535, U+FFFF",
        "55357, U+D83D"
    })
    void controlCharacterShouldBeRefused(int character, String name) {
        assertThat(errors("a: x" + (char) character + "y"))
                .containsExactly(
                        "t.yaml:1:5: character "
                                + name
                                + " is not allowed; remove it, or write it as an escape in double"
                                + " quotes");
    }

    @Test
    void wrongEncodingShouldBeNamed() {
        assertThat(errors("a: caf\uFFFD"))
                .containsExactly(
                        "t.yaml:1:7: character U+FFFD; there was a byte here that is not UTF-8: save"
                                + " the document as UTF-8");
        assertThat(errors("a\0:\0 \0001\0"))
                .containsExactly(
                        "t.yaml:1:2: character U+0000; the document is not text in UTF-8, perhaps"
                                + " UTF-16: save it as UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", "-1", "0x50", "0o17", "1.5", "1e3", ".5", "true", "False", "~", "null"
            })
    void keyThatIsNoTextShouldBeRefused(String key) {
        assertThat(errors("{" + key + ": x}"))
                .containsExactly(
                        "t.yaml:1:2: key " + key + " is not a text; write \"" + key + "\"");
        assertThat(errors("{\"" + key + "\": x}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"? [a]\n: 1", "? {a: 1}\n: 1", "{[a]: 1}"})
    void listOrMappingShouldBeNoKey(String text) {
        assertThat(errors(text))
                .hasSize(1)
                .first()
                .asString()
                .endsWith(": a list or mapping cannot be a key; use a text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"\": x}", "{ '': x }"})
    void emptyKeyShouldBeRefused(String text) {
        assertThat(errors(text))
                .hasSize(1)
                .first()
                .asString()
                .endsWith(": a key is missing before the colon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: !!str 1", "a: !x {b: 1}", "!!map {a: 1}", "a: ! 1"})
    void tagsShouldBeRefused(String text) {
        assertThat(errors(text))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("; tags have no meaning here, remove it");
    }

    @Test
    void malformedYamlShouldSayWhere() {
        assertThat(errors("a: 1\nb: c: d\n"))
                .containsExactly(
                        "t.yaml:2:5: not YAML: mapping values are not allowed here; look for a wrong"
                                + " indentation, colon, quote or bracket here or just above");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1, 2",
                "\"abc",
                "'abc",
                "{a: 1",
                "]",
                "a: b\n c: d\n  - e",
                "@x",
                "`x",
                "%YAML 9.9\n---\na: 1",
                "%YAML 99999999999.1\n--- a",
                "\"\\U99999999\"",
                "\"\\U00110000\"",
                "\"\\xZZ\"",
                "a: |9999\n b",
                "%TAG ! !\n%TAG ! !\n--- a",
                "%FOO\n%FOO",
                "a: \"\\",
                "- |\n a\n b: - ? !",
                "? ? ? a"
            })
    void whateverIsMalformedShouldBeOneErrorOrNone(String text) {
        assertThat(errors(text)).hasSizeLessThan(2);
    }
}
