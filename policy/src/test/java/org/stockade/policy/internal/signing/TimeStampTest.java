package org.stockade.policy.internal.signing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signature counts as made when a trusted authority says it was there. */
class TimeStampTest {
    /** Both the signer's certificate and the authority's have expired by then. */
    private static final Instant YEARS_LATER = Instant.now().plus(Duration.ofDays(1000));

    @TempDir private static Path folder;
    private static Path alice = Path.of("/");
    private static Path stamper = Path.of("/");
    private static Path stamped = Path.of("/");

    @BeforeAll
    static void sign() throws Exception {
        Assumptions.assumeTrue(TimeStamper.isPossible(), "NO openssl HERE: no time stamps made");
        KeyTool tool = new KeyTool(folder);
        alice = tool.selfSigned("alice");
        try (TimeStamper authority = TimeStamper.start(folder.resolve("tsa"))) {
            stamper = authority.certificate();
            stamped = Jars.bundle(folder.resolve("stamped.jar"));
            tool.sign(stamped, "alice", "-tsa", authority.url());
        }
    }

    private static Trust trust(Path... pem) throws IOException {
        Set<X509Certificate> all = new HashSet<>();
        for (Path file : pem) {
            all.addAll(Trust.read(file));
        }
        return new Trust(all);
    }

    private static void assertRefused(Instant now, String why, Path... trusted) throws IOException {
        Trust trust = trust(trusted);
        assertThatExceptionOfType(NotSignedException.class)
                .isThrownBy(() -> SignedJar.check(stamped, trust, now))
                .withMessageContaining(why);
    }

    @Test
    void signatureStampedByATrustedAuthorityShouldOutliveItsCertificate() throws IOException {
        Trust trust = trust(alice, stamper);
        assertThatCode(() -> SignedJar.check(stamped, trust, YEARS_LATER))
                .doesNotThrowAnyException();
    }

    @Test
    void stampOfAnAuthorityThatIsNotTrustedShouldNotCount() throws IOException {
        assertRefused(YEARS_LATER, "no trusted time stamp says it was signed before", alice);
    }

    @Test
    void stampAloneShouldMakeNobodyTrusted() throws IOException {
        assertRefused(Instant.now(), "the signer CN=alice is not among the trusted", stamper);
    }

    @Test
    void stampOfTheFutureShouldNotCount() throws IOException {
        Instant before = Instant.now().minus(Duration.ofDays(2));
        assertRefused(before, "is not valid before", alice, stamper);
    }
}
