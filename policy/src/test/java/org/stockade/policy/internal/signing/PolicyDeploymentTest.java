package org.stockade.policy.internal.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.policy.DeploymentPolicy;
import org.stockade.policy.DeploymentPolicy.Trusted;
import org.stockade.policy.internal.YamlPolicyParser;

class PolicyDeploymentTest {
    @TempDir private static Path keys;
    private static Path alice = Path.of("/");
    private static Path signed = Path.of("/");

    @TempDir private Path folder;
    private final Map<String, String> properties = new HashMap<>();
    private PolicyDeployment deployment = deployment();
    private Path unsigned = Path.of("/");

    @BeforeAll
    static void makeKeys() throws Exception {
        KeyTool tool = new KeyTool(keys);
        alice = tool.selfSigned("alice");
        signed = tool.sign(Jars.bundle(keys.resolve("signed.jar")), "alice");
    }

    @BeforeEach
    void makeJar() throws IOException {
        unsigned = Jars.bundle(folder.resolve("unsigned.jar"));
        deployment = deployment();
    }

    private PolicyDeployment deployment() {
        return new PolicyDeployment(new YamlPolicyParser(), properties::get);
    }

    private static DeploymentPolicy signedBy(Path... files) {
        return new DeploymentPolicy(
                true, List.of(files).stream().map(it -> new Trusted("t.yaml:3:9", it)).toList());
    }

    private String policy(String trusted) {
        return "stockade: 1\nlisteners: { a: { bind: \"127.0.0.1:0\" } }\n"
                + "deployment: { require-signed: true, trusted: "
                + trusted
                + " }\n";
    }

    @Test
    void withoutAPolicyAnythingShouldBeLetIn() {
        assertThat(deployment.requiresSignature()).isFalse();
        assertThat(deployment.refusal(unsigned, "x:")).isEmpty();
    }

    @Test
    void policyThatRequiresSignaturesShouldLetInSignedJarsAlone() {
        assertThat(deployment.follow(signedBy(alice))).isEmpty();
        assertThat(deployment.requiresSignature()).isTrue();
        assertThat(deployment.refusal(signed, "x:")).isEmpty();
        assertThat(deployment.refusal(unsigned, "x:")).contains("it is not signed");
    }

    @Test
    void onlyOtherRulesShouldCountAsAChange() {
        deployment.follow(signedBy(alice));
        long before = deployment.changes();
        deployment.follow(signedBy(alice));
        assertThat(deployment.changes()).isEqualTo(before);
        deployment.follow(DeploymentPolicy.ANY);
        assertThat(deployment.changes()).isGreaterThan(before);
    }

    @Test
    void unreadableCertificateShouldBeAnErrorAtItsPlaceAndChangeNothing() throws IOException {
        deployment.follow(signedBy(alice));
        Path missing = folder.resolve("missing.pem");
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "garbage");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThat(deployment.follow(signedBy(missing, garbage, empty, folder)))
                .hasSize(4)
                .allMatch(it -> it.startsWith("t.yaml:3:9: deployment: trusted certificate "))
                .first()
                .asString()
                .endsWith("missing.pem does not exist; name a file of PEM certificates");
        assertThat(deployment.refusal(signed, "x:")).isEmpty();
        assertThat(deployment.refusal(unsigned, "x:")).isPresent();
    }

    @Test
    void policyOfTheLauncherShouldHoldBeforeTheEngineHasLoadedIt() throws IOException {
        Files.copy(alice, folder.resolve("a.pem"));
        Path file = Files.writeString(folder.resolve("p.yaml"), policy("[a.pem]"));
        properties.put("org.stockade.policy.file", file.toString());
        assertThat(deployment.refusal(unsigned, "x:")).contains("it is not signed");
        assertThat(deployment.refusal(signed, "x:")).isEmpty();
    }

    @Test
    void policyThatIsOnlyCheckedShouldHoldForWhatIsInstalledForIt() throws IOException {
        Files.copy(alice, folder.resolve("a.pem"));
        Path file = Files.writeString(folder.resolve("p.yaml"), policy("[a.pem]"));
        properties.put(PolicyDeployment.CHECKED, file.toString());
        assertThat(deployment.refusal(unsigned, "x:")).contains("it is not signed");
        assertThat(deployment.refusal(signed, "x:")).isEmpty();
    }

    @Test
    void launchersPolicyThatCannotBeReadShouldLetNothingIn() {
        properties.put("org.stockade.policy.text", policy("[/missing.pem]"));
        assertThat(deployment.refusal(signed, "x:").orElse("")).contains("does not exist");
        properties.put("org.stockade.policy.text", policy("[]"));
        assertThat(deployment().refusal(signed, "x:").orElse("")).contains("the policy has errors");
        properties.clear();
        properties.put("org.stockade.policy.file", "/missing.yaml");
        assertThat(deployment().refusal(signed, "x:").orElse("")).contains("cannot be read");
    }

    @Test
    void jarOfTheDistributionShouldNeedNoSignature() throws IOException {
        Path bundles = Files.createDirectory(folder.resolve("bundles"));
        Path shipped = Jars.bundle(bundles.resolve("pop3.jar"));
        properties.put(PolicyDeployment.DISTRIBUTION, bundles.toString());
        deployment.follow(signedBy(alice));
        assertThat(deployment.refusal(unsigned, shipped.toUri().toString())).isEmpty();
    }

    @Test
    void trustedCertificatesShouldBeToldWithFileSubjectAndEnd() {
        Instant before = Instant.now();
        assertThat(deployment.trusted()).isEmpty();
        deployment.follow(signedBy(alice));
        assertThat(deployment.trusted())
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.file()).isEqualTo(alice);
                            assertThat(it.subject()).isEqualTo("CN=alice");
                            assertThat(it.end())
                                    .isBetween(
                                            before.plus(Duration.ofDays(8)),
                                            before.plus(Duration.ofDays(10)));
                        });
    }

    @Test
    void locationShouldTellWhatCameWithTheDistribution() throws IOException {
        String shipped = unsigned.toUri().toString();
        assertThat(deployment.isOfDistribution(shipped)).isFalse();
        properties.put(PolicyDeployment.DISTRIBUTION, folder.toString());
        assertThat(deployment.isOfDistribution(shipped)).isTrue();
        assertThat(deployment.isOfDistribution(signed.toUri().toString())).isFalse();
        assertThat(deployment.isOfDistribution("test:unsigned.jar")).isFalse();
    }

    @Test
    void locationOfTheDistributionShouldNotExcuseOtherContent() throws IOException {
        Path bundles = Files.createDirectory(folder.resolve("bundles"));
        Path shipped = Jars.bundle(bundles.resolve("pop3.jar"));
        properties.put(PolicyDeployment.DISTRIBUTION, bundles.toString());
        deployment.follow(signedBy(alice));
        Jars.change(unsigned, it -> it.put("org/example/A.class", Jars.bytes("class C")));
        assertThat(deployment.refusal(unsigned, shipped.toUri().toString())).isPresent();
    }

    @Test
    void pathThatLeadsOutOfTheDistributionShouldExcuseNothing() throws IOException {
        Path bundles = Files.createDirectory(folder.resolve("bundles"));
        properties.put(PolicyDeployment.DISTRIBUTION, bundles.toString());
        deployment.follow(signedBy(alice));
        String way = bundles.toUri() + "../unsigned.jar";
        assertThat(deployment.refusal(unsigned, way)).isPresent();
        assertThat(deployment.refusal(unsigned, "file:relative.jar")).isPresent();
        assertThat(deployment.refusal(unsigned, "file://host/a.jar")).isPresent();
    }
}
