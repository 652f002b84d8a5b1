package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The quick reader reads what the library reads as the library does, or leaves it to the library.
 */
class QuickYamlTest {
    private static final String TEXT = "stockade: 1\nzones: { a: { subnets: [10.0.0.0/8] } }\n";

    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ":",
                    ": ",
                    " :",
                    ",",
                    "-",
                    "- ",
                    "- - ",
                    "--- ",
                    "...",
                    "?",
                    "? ",
                    "\"",
                    "'",
                    "''",
                    "|",
                    ">",
                    "&a ",
                    "*a",
                    "!",
                    "#",
                    " #",
                    "%",
                    "@",
                    "`",
                    "\n",
                    "\n\n",
                    "\n ",
                    "\n  ",
                    "\n    ",
                    "\n- ",
                    "\n---\n",
                    "\n...\n",
                    "\n%A\n",
                    " ",
                    "  ",
                    "~",
                    "null",
                    "1",
                    "-1",
                    ".5",
                    "0x1",
                    "<<",
                    "a",
                    "a: ",
                    "a:",
                    "\\",
                    "\\n",
                    "\\x41",
                    "\\u0041",
                    "\uD83D\uDD25",
                    "é",
                    "\u00a0",
                    "\uE000",
                    "\r",
                    "\r\n");

    /** Whether it answered; an answer must be that of the library. */
    private static boolean isQuick(String text) {
        Problems problems = new Problems("t.yaml");
        Optional<Node> quick = DocumentText.check(text, problems).flatMap(QuickYaml::read);
        if (quick.isEmpty()) {
            return false;
        }
        Optional<Node> library = YamlReader.readByLibrary(text, problems);

        assertThat(problems.inOrder()).as(text).isEmpty();
        assertThat(quick).as(text).isEqualTo(library);
        // Maps are equal in whatever order: the text has it, and every place.
        assertThat(quick.toString()).as(text).isEqualTo(library.toString());
        return true;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: yes",
                "a: 1:2",
                "a: b:c",
                "a: x#y",
                "a: x # y",
                "a: x   #",
                "a: http://b/?c=d&e",
                "a: \"b: c\"",
                "a: 'b # c'",
                "a: 'it''s'",
                "a: ''''",
                "a: \"\"",
                "a: \"\\\"\\\\\\/\\n\\t\"",
                "a: [b, c:d, e]",
                "a: {b: c:d}",
                "a: {b:}",
                "a: {b: , c: }",
                "a: {\"b\":c}",
                "a: {\"b\" :c}",
                "a: {b: {}, c: []}",
                "a: [b c, d]",
                "a: [b \"c\"]",
                "a: {b 'c': d}",
                "a: [1, 2,]",
                "a: [\n  b,\n  c # d\n]",
                "a: {\n\n  b: c\n\n}\nd: e",
                "{\"a\":1,\"b\":[true,null]}",
                "{\n  \"a\": {\n    \"b\": \"c\"\n  }\n}\n",
                "[a, b]",
                "{}",
                "- a",
                "- - a",
                "- - a\n  - b\n- c",
                "-   - a\n    - b",
                "- a: 1\n  b: 2\n- c: 3",
                "- a:\n  - b\n  - c\n  d: e",
                "- a:\n    - b",
                "-\n  a: 1",
                "-\n-\n",
                "- # c\n  - a",
                "a:",
                "a: # b",
                "a:\nb:",
                "a:\n- b\n- c\nd: e",
                "a:\n  - b\nc: d",
                "a:\n-\nb: c",
                "a:\n  b:\n    c: d\ne: f",
                "a :  b",
                "\"a\" : b",
                "'a': b",
                "a b: c",
                "a: -1",
                "a: .5",
                "a: ~",
                "a: é",
                "é: a",
                "\u20ac\u20ac: \u20ac # \uD83D\uDD25",
                "\n\n# a\n  # b\na: b\n\n   \n",
                "a: b\r\nc: d\r\n",
                "a: b\rc: d\r",
                "a: [b,\r\n  c]\r\n",
                "\uFEFFa: b",
                "a: b|c>d",
                "a: b,c]d}",
                "a: b 'c' \"d\"",
                "a: (b)",
            })
    void plainStyleShouldBeReadAsTheLibraryReadsIt(String text) {
        assertThat(isQuick(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Empty, or no list or mapping.
                "",
                "# a",
                "a",
                "\"a\"",
                // Documents and directives.
                "---\na: b",
                "--- a",
                "a: b\n---\nc: d",
                "a: b\n...\n",
                "%YAML 1.2\n---\na: b",
                "a: b\n--- c",
                "a: [b,\n---\n]",
                "a: [b,\n%A\n]",
                // Anchors, aliases, tags, merge keys, complex keys.
                "a: &b c",
                "a: *b",
                "a: !!str b",
                "a: ! b",
                "<<: {a: b}",
                "? a\n: b",
                "{? a : b}",
                "[a]: b",
                "{a: b}: c",
                "{[a]: b}",
                "{{a: b}: c}",
                // Values over several lines.
                "a: b\n  c",
                "a:\n  b\n  c",
                "a:\n  b",
                "a:\n  [b]",
                "- b\n c",
                "a: |\n  b",
                "a: >-\n  b",
                "a: \"b\n  c\"",
                "a: 'b\n  c'",
                "a: \"b\\\n  c\"",
                "a: [b\n  c]",
                "a: {b\n  : c}",
                "a: # b\n  c",
                "a: b # c\n  d",
                // Keys that are none, or twice.
                "a: 1\na: 2",
                "{a: 1, a: 2}",
                "a: 1\n\"a\": 2",
                "80: a",
                "{1.5: a}",
                "null: a",
                ": a",
                "\"\": a",
                "{: a}",
                "{a, b: c}",
                "{a}",
                "[a: b]",
                "{a:b}",
                // Broken.
                "a: b: c",
                "a: b:",
                "a: 'b': c",
                "a: [b",
                "a: [b}",
                "a: ]",
                "a: [,]",
                "a: [b,,c]",
                "a: [b] c",
                "a: [b]#c",
                "a: [\"b\" c]",
                "a: [\"b\"#c\n]",
                "a: 'b",
                "a: \"b",
                "a: \"\\",
                "a: 'b' c",
                "a: \"b\"c",
                "a: \"\\q\"",
                "a: \"\\x41\"",
                "a: @b",
                "a: `b",
                "a: %b",
                "a: - b",
                "a: - - b",
                "a: [- b]",
                "a: [-]",
                "a: [?b]",
                "a: ?b",
                "a: :b",
                "a: -b",
                "a: ...",
                "  a: b\nc: d",
                " a: b",
                "a: b\n c: d",
                "a:\n    b: c\n  d: e",
                "- a\nb: c",
                "a: b\n- c",
                "- a: b\n c: d",
                "- a:\n - b",
                "a\nb: c",
                // Columns of what is outside the basic plane.
                "\uD83D\uDD25: a",
                "a: \"\uD83D\uDD25\"",
                // Refused before anything is read.
                "a:\tb",
                "\ta: b",
                "a: b\u0085c: d",
                "a: b\u2028c: d",
                "a: b\u2029c: d",
                "a: b\uFEFF",
                "a: b\u0000",
            })
    void whateverElseThereIsShouldBeLeftToTheLibrary(String text) {
        assertThat(isQuick(text)).isFalse();
    }

    @Test
    void keyAsLongAsTheLibraryAllowsItShouldBeRead() {
        for (int length = 900; length < 1100; length++) {
            isQuick("k".repeat(length) + ": a\n");
            isQuick("{ " + "k".repeat(length) + ": a }\n");
            isQuick("\"" + "k".repeat(length) + "\"  : a\n");
        }
        assertThat(isQuick("k".repeat(900) + ": a\n")).isTrue();
        assertThat(isQuick("k".repeat(1100) + ": a\n")).isFalse();
    }

    @Test
    void depthShouldBeThatOfTheLibrary() {
        assertThat(isQuick("[".repeat(50) + "]".repeat(50))).isTrue();
        assertThat(isQuick("[".repeat(51) + "]".repeat(51))).isFalse();
        assertThat(isQuick("- ".repeat(50) + "a")).isTrue();
        assertThat(isQuick("- ".repeat(51) + "a")).isFalse();
        assertThat(isQuick("- ".repeat(49) + "a: b")).isTrue();
        assertThat(isQuick("- ".repeat(50) + "a: b")).isFalse();
    }

    @Test
    void policiesShouldBeReadQuicklyAndAlike() throws IOException {
        assertThat(isQuick(DesignExampleTest.example())).isTrue();
        for (long seed = 0; seed < 300; seed++) {
            assertThat(isQuick(new RandomPolicies(seed).next())).isTrue();
        }
    }

    @Test
    void everyLayoutShouldBeReadQuicklyAndAlike() {
        RandomYaml texts = new RandomYaml(17);
        for (int round = 0; round < 5_000; round++) {
            String text = texts.next();
            assertThat(isQuick(text)).as(text).isTrue();
        }
    }

    @Test
    void mutatedTextShouldBeReadAlikeOrLeftToTheLibrary() throws IOException {
        Random random = new Random(23);
        RandomYaml texts = new RandomYaml(29);
        String example = DesignExampleTest.example();
        int quick = 0;
        for (int round = 0; round < 10_000; round++) {
            String before =
                    switch (round % 8) {
                        case 0 -> example;
                        case 1 -> new RandomPolicies(round).next();
                        case 2 -> TEXT;
                        default -> texts.next();
                    };
            StringBuilder text = new StringBuilder(before);
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                int at = random.nextInt(text.length() + 1);
                int end = Math.min(text.length(), at + random.nextInt(4));
                text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
            }
            quick += isQuick(text.toString()) ? 1 : 0;
        }
        // Else this would prove nothing.
        assertThat(quick).isGreaterThan(2_000);
    }

    @Test
    void arbitraryTextShouldBeReadAlikeOrLeftToTheLibrary() {
        Random random = new Random(31);
        int quick = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(9); pieces >= 0; pieces--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            quick += isQuick(text.toString()) ? 1 : 0;
        }
        assertThat(quick).isGreaterThan(80);
    }
}
