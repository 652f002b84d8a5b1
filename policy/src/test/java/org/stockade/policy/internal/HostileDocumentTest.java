package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stockade.policy.PolicyParser.Reading;

/** Whatever the document is, it is read or refused; the parser never throws. */
class HostileDocumentTest {
    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ":",
                    ": ",
                    ",",
                    "-",
                    "- ",
                    "?",
                    "\"",
                    "'",
                    "|",
                    ">",
                    "&a",
                    "*a",
                    "!",
                    "!!",
                    "#",
                    "%",
                    "@",
                    "\n",
                    "\n  ",
                    " ",
                    "~",
                    "null",
                    "true",
                    "1",
                    "-1",
                    "1e9",
                    "0x1",
                    "none",
                    "30s",
                    "\\",
                    "...",
                    "---\n",
                    "<<",
                    "\uD83D\uDD25",
                    "é",
                    "\u0000",
                    "\t",
                    "stockade: 1\n",
                    "127.0.0.1:80",
                    "[::1]:80",
                    "10.0.0.0/8",
                    "listeners",
                    "bind",
                    "rules",
                    "deny",
                    "service",
                    "9".repeat(30));

    @Test
    void mutatedExampleShouldBeReadOrRefused() throws IOException {
        String example = DesignExampleTest.example();
        Random random = new Random(7);
        YamlPolicyParser parser = new YamlPolicyParser();
        for (int round = 0; round < 1500; round++) {
            StringBuilder text = new StringBuilder(example);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                int end = Math.min(text.length(), at + random.nextInt(12));
                text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
            }
            check(parser.parse("edge.yaml", text.toString()));
        }
    }

    @Test
    void arbitraryTextShouldBeReadOrRefused() {
        Random random = new Random(11);
        YamlPolicyParser parser = new YamlPolicyParser();
        for (int round = 0; round < 1500; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "stockade: 1\n" : "");
            for (int pieces = random.nextInt(30); pieces > 0; pieces--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            check(parser.parse("t.yaml", text.toString()));
        }
    }

    private static void check(Reading reading) {
        assertThat(reading.policy().isPresent()).isEqualTo(reading.errors().isEmpty());
        assertThat(reading.errors())
                .doesNotHaveDuplicates()
                .allMatch(
                        error -> error.matches("(edge|t)\\.yaml:([0-9]+:[0-9]+: | over 1000 ).+"));
    }
}
