package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stockade.policy.DeploymentPolicy;
import org.stockade.policy.PolicyParser.Reading;

class DeploymentCheckTest {
    private static String with(String deployment) {
        return "stockade: 1\nlisteners: { a: { bind: \"127.0.0.1:0\" } }\ndeployment: "
                + deployment
                + "\n";
    }

    private static List<Path> files(Reading reading) {
        assertThat(reading.errors()).isEmpty();
        return reading.policy().orElseThrow().deployment().trusted().stream()
                .map(DeploymentPolicy.Trusted::file)
                .toList();
    }

    @Test
    void policyThatSaysNothingShouldLetAnythingIn() {
        String silent = "stockade: 1\nlisteners: { a: { bind: \"127.0.0.1:0\" } }\n";
        assertThat(Documents.policy(silent).deployment()).isEqualTo(DeploymentPolicy.ANY);
        assertThat(Documents.policy(with("{}")).deployment()).isEqualTo(DeploymentPolicy.ANY);
    }

    @Test
    void relativePathsShouldBeginInTheFolderOfThePolicy() {
        String text = with("{ require-signed: true, trusted: [keys/a.pem, /b.pem] }");
        YamlPolicyParser parser = new YamlPolicyParser();
        List<Path> expected = List.of(Path.of("/etc/stockade/keys/a.pem"), Path.of("/b.pem"));
        assertThat(files(parser.parse("/etc/stockade/edge.yaml", text))).isEqualTo(expected);
        assertThat(files(parser.parse("edge.yaml", Path.of("/etc/stockade"), text)))
                .isEqualTo(expected);
    }

    @Test
    void relativePathWithoutAFolderShouldBeAnError() {
        assertThat(Documents.errors(with("{ require-signed: true, trusted: keys/a.pem }")))
                .containsExactly(
                        "t.yaml:3:46: deployment: trusted \"keys/a.pem\" is relative, and this policy"
                                + " has no folder; use an absolute path");
    }

    @Test
    void requiringSignaturesOfNobodyShouldBeAnError() {
        for (String nobody :
                List.of("{ require-signed: true }", "{ require-signed: true, trusted: [] }")) {
            assertThat(Documents.errors(with(nobody)))
                    .containsExactly(
                            "t.yaml:3:31: deployment: require-signed without a certificate in trusted"
                                    + " would keep every bundle out; name at least one PEM file under"
                                    + " \"trusted\"");
        }
    }

    @Test
    void moreThanSixtyFourFilesShouldBeAnError() {
        String files =
                IntStream.range(0, 65)
                        .mapToObj(i -> "/k" + i + ".pem")
                        .collect(Collectors.joining(", ", "[", "]"));
        assertThat(Documents.errors(with("{ require-signed: true, trusted: " + files + " }")))
                .singleElement()
                .asString()
                .endsWith(
                        "deployment: trusted has 65 files; use 1 to 64; one file may hold several"
                                + " certificates");
    }

    @Test
    void trustedFilesShouldBeReadAheadOfTheDayTheyAreRequired() {
        Reading reading = Documents.read(with("{ trusted: [/a.pem] }"));
        assertThat(files(reading)).containsExactly(Path.of("/a.pem"));
        assertThat(reading.policy().orElseThrow().deployment().requireSigned()).isFalse();
    }
}
