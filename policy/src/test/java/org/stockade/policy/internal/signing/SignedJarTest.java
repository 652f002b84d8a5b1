package org.stockade.policy.internal.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedJarTest {
    private static final Instant NOW = Instant.now();

    @TempDir private static Path keys;
    private static KeyTool tool = new KeyTool(Path.of("/"));
    private static Path alice = Path.of("/");
    private static Path mallory = Path.of("/");
    private static Path signedByAlice = Path.of("/");

    @TempDir private Path folder;
    private Path jar = Path.of("/");

    @BeforeAll
    static void makeKeys() throws Exception {
        tool = new KeyTool(keys);
        alice = tool.selfSigned("alice");
        mallory = tool.selfSigned("mallory");
        signedByAlice = tool.sign(Jars.bundle(keys.resolve("signed.jar")), "alice");
    }

    @BeforeEach
    void copyJar() throws IOException {
        jar = folder.resolve("a.jar");
        Files.copy(signedByAlice, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Trust trust(Path... pem) throws IOException {
        Set<java.security.cert.X509Certificate> all = new java.util.HashSet<>();
        for (Path file : pem) {
            all.addAll(Trust.read(file));
        }
        return new Trust(all);
    }

    private void assertPasses(Path... trusted) throws IOException {
        Trust trust = trust(trusted);
        assertThatCode(() -> SignedJar.check(jar, trust, NOW)).doesNotThrowAnyException();
    }

    private void assertRefused(String why, Path... trusted) throws IOException {
        assertRefused(NOW, why, trusted);
    }

    private void assertRefused(Instant now, String why, Path... trusted) throws IOException {
        Trust trust = trust(trusted);
        assertThatExceptionOfType(NotSignedException.class)
                .isThrownBy(() -> SignedJar.check(jar, trust, now))
                .withMessageContaining(why);
    }

    @Test
    void jarSignedByATrustedKeyShouldPass() throws IOException {
        assertPasses(alice);
    }

    @Test
    void jarOfSeveralTrustedKeysShouldPassForEachOfThem() throws Exception {
        tool.sign(jar, "mallory");
        assertPasses(alice);
        assertPasses(mallory);
    }

    @Test
    void unsignedJarShouldBeRefused() throws IOException {
        Jars.bundle(jar);
        assertRefused("it is not signed", alice);
    }

    @Test
    void jarOfAnotherKeyShouldBeRefusedWithTheSignersName() throws IOException {
        assertRefused("the signer CN=alice is not among the trusted", mallory);
    }

    @Test
    void changedEntryShouldBeRefused() throws IOException {
        Jars.change(jar, it -> it.put("org/example/A.class", Jars.bytes("class C")));
        assertRefused("its entry org/example/A.class does not fit its signature", alice);
    }

    @Test
    void addedEntryShouldBeRefused() throws IOException {
        Jars.change(jar, it -> it.put("org/example/C.class", Jars.bytes("class C")));
        assertRefused("its entry org/example/C.class is not signed", alice);
    }

    @Test
    void removedEntryShouldBeRefused() throws IOException {
        Jars.change(jar, it -> it.remove("org/example/B.class"));
        assertRefused("its entry org/example/B.class was removed", alice);
    }

    @Test
    void changedHeadOfTheManifestShouldBeRefused() throws IOException {
        Jars.change(jar, it -> replaceInManifest(it, "org.example.pop3", "org.example.evil"));
        assertRefused("its manifest was changed", alice);
    }

    @Test
    void sectionAddedToTheManifestShouldBeRefusedThoughTheJdkLetsItPass() throws IOException {
        Jars.change(
                jar,
                entries ->
                        entries.merge(
                                "META-INF/MANIFEST.MF",
                                Jars.bytes("Name: org/x\r\nSealed: true\r\n\r\n"),
                                SignedJarTest::joined));
        assertRefused("its manifest was changed", alice);
    }

    @Test
    void entryAddedAndSignedBySomebodyElseShouldBeRefused() throws Exception {
        Jars.change(jar, it -> it.put("org/example/C.class", Jars.bytes("class C")));
        tool.sign(jar, "mallory");
        assertRefused("its manifest was changed after META-INF/ALICE.SF was signed", alice);
    }

    @Test
    void changedSignatureFileShouldBeRefused() throws IOException {
        Jars.change(
                jar,
                entries ->
                        entries.merge(
                                "META-INF/ALICE.SF",
                                Jars.bytes("Name: x\r\nA: b\r\n\r\n"),
                                SignedJarTest::joined));
        assertRefused("does not fit its signature", alice);
    }

    @Test
    void signatureOfSectionsOnlyShouldBeRefused() throws Exception {
        Jars.bundle(jar);
        tool.sign(jar, "alice", "-sectionsonly");
        assertRefused("sign without -sectionsonly", alice);
    }

    @Test
    void signatureFileWithoutItsBlockShouldBeRefused() throws IOException {
        Jars.change(jar, it -> it.remove("META-INF/ALICE.EC"));
        assertRefused("has no signature", alice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"META-INF/SIG-X", "META-INF/X.RSA", "META-INF/x.sf", "meta-inf/x.sF"})
    void whatLooksLikeASignatureAndIsNoneShouldBeRefused(String name) throws IOException {
        Jars.change(jar, it -> it.put(name, Jars.bytes("code")));
        assertThatExceptionOfType(NotSignedException.class)
                .isThrownBy(() -> SignedJar.check(jar, trust(alice), NOW));
    }

    @Test
    void entryThatIsThereTwiceShouldBeRefused() throws IOException {
        Jars.change(jar, it -> it.put("org/example/Z.class", Jars.bytes("class A")));
        byte[] zip = Files.readAllBytes(jar);
        String text = new String(zip, StandardCharsets.ISO_8859_1);
        Files.write(
                jar,
                text.replace("org/example/Z.class", "org/example/A.class")
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("it has the entry org/example/A.class twice", alice);
    }

    @Test
    void weakDigestOfEntriesShouldBeRefused() throws Exception {
        Jars.bundle(jar);
        tool.sign(jar, "alice", "-digestalg", "SHA-1");
        assertRefused("has the digest SHA", alice);
    }

    @Test
    void weakDigestOfTheSignatureShouldBeRefused() throws Exception {
        Jars.bundle(jar);
        tool.sign(jar, "alice", "-sigalg", "SHA1withECDSA");
        assertRefused("is weaker than SHA-256", alice);
    }

    @Test
    void expiredSignerShouldBeRefused() throws IOException {
        Instant later = NOW.plus(Duration.ofDays(11));
        assertRefused(later, "has a certificate that expired", alice);
    }

    @Test
    void signerThatIsNotValidYetShouldBeRefused() throws IOException {
        Instant earlier = NOW.minus(Duration.ofDays(11));
        assertRefused(earlier, "is not valid before", alice);
    }

    @Test
    void whoeverATrustedAuthorityHasIssuedACertificateShouldPass() throws Exception {
        Path root = tool.selfSigned("root", "-ext", "bc=ca:true");
        Path carol = tool.issued("root", "carol", "-ext", "eku=codeSigning");
        Jars.bundle(jar);
        tool.sign(jar, "carol");
        assertPasses(root);
        assertPasses(carol);
        assertRefused("is not among the trusted", alice);
        assertRefused(NOW.plus(Duration.ofDays(11)), "expired", root);
    }

    @Test
    void trustedSignerShouldNotBeAnAuthority() throws Exception {
        tool.issued("alice", "dave");
        Jars.bundle(jar);
        tool.sign(jar, "dave");
        assertRefused("the signer CN=dave is not among the trusted", alice);
    }

    @Test
    void certificateForOtherUsesShouldSignNoCode() throws Exception {
        Path stamps = tool.selfSigned("stamps", "-ext", "eku=timeStamping");
        Jars.bundle(jar);
        tool.sign(jar, "stamps");
        assertRefused("is not for this use", stamps);
    }

    @Test
    void bombShouldBeRefusedBeforeAllOfItIsUnpacked() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        byte[] zeros = new byte[64 << 20];
        for (int i = 0; i < 5; i++) {
            entries.put("zeros" + i, zeros);
        }
        Jars.write(jar, entries);
        assertThat(jar).matches(it -> it.toFile().length() < 1 << 20);
        assertRefused("it is a bomb", alice);
    }

    @Test
    void bombInTheManifestShouldBeRefused() throws IOException {
        Jars.change(jar, it -> it.put("META-INF/MANIFEST.MF", new byte[16 << 20]));
        assertRefused("it is a bomb: up to META-INF/MANIFEST.MF", alice);
    }

    @Test
    void moreThanTenThousandEntriesShouldBeRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i <= 10_000; i++) {
            entries.put("e" + i, new byte[0]);
        }
        Jars.write(jar, entries);
        assertRefused("it has 10001 entries", alice);
    }

    // Some octets of a block are not signed, its version for one: they may pass, or be refused.
    @Test
    void hostileSignatureBlockShouldBeRefusedInOrderWhereItMatters() throws IOException {
        byte[] block = Jars.read(jar).getOrDefault("META-INF/ALICE.EC", new byte[0]);
        int signature = block.length - 60;
        for (int i = 0; i < block.length; i += i < signature ? 3 : 20) {
            byte[] broken = block.clone();
            broken[i] ^= (byte) 0x81;
            Jars.change(jar, it -> it.put("META-INF/ALICE.EC", broken));
            boolean passed;
            try {
                SignedJar.check(jar, trust(alice), NOW);
                passed = true;
            } catch (IOException refused) {
                passed = false;
            }
            assertThat(passed && i >= signature).as("octet " + i + " of the signature").isFalse();
        }
    }

    private static void replaceInManifest(Map<String, byte[]> entries, String from, String to) {
        byte[] manifest = entries.getOrDefault("META-INF/MANIFEST.MF", new byte[0]);
        String text = new String(manifest, StandardCharsets.UTF_8);
        entries.put("META-INF/MANIFEST.MF", Jars.bytes(text.replace(from, to)));
    }

    private static byte[] joined(byte[] some, byte[] more) {
        byte[] both = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, both, some.length, more.length);
        return both;
    }
}
